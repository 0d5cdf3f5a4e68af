namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4002: no accessible method of the cleanup's name fits, or more than one does.</summary>
public class MLX4002Tests
{
    private static Task Reports(string body, string text, string calls = "_ = nic.LoadOne(); nic.UnloadOne();") =>
        Build.Reports("MLX4002", $"Stage 'MapIcm': {text}", Build.Nic(body, calls));

    [Fact]
    public Task A_name_that_nothing_has() => Reports("""
        [InitStage(10, Cleanup = [|"Unmap"|])]
        private Errno MapIcm() => Errno.Ok;
        """, "'Nic' has no accessible method 'Unmap': add it, or name the one that undoes the stage");

    [Fact]
    public Task A_misspelt_name() => Reports("""
        [InitStage(10, Cleanup = [|"UnmapIcn"|])]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm() { }
        """, "'Nic' has no accessible method 'UnmapIcn': did you mean 'UnmapIcm'?");

    [Fact]
    public Task A_close_name_that_could_not_be_the_cleanup_is_not_offered() => Reports("""
        [InitStage(10, Cleanup = [|"UnmapIcn"|])]
        private Errno MapIcm() => Errno.Ok;
        private int UnmapIcm() => 0;
        """, "'Nic' has no accessible method 'UnmapIcn': add it, or name the one that undoes the stage");

    [Fact]
    public Task An_empty_name() => Reports("""
        [InitStage(10, Cleanup = [|""|])]
        private Errno MapIcm() => Errno.Ok;
        """, "'Nic' has no accessible method '': add it, or name the one that undoes the stage");

    [Fact]
    public Task A_property_is_no_method() => Reports("""
        [InitStage(10, Cleanup = [|nameof(Icm)|])]
        private Errno MapIcm() => Errno.Ok;
        private int Icm => 0;
        """, "'Nic' has no accessible method 'Icm': add it, or name the one that undoes the stage");

    [Fact]
    public Task A_private_method_of_the_base_type() => Build.Reports("MLX4002",
        "Stage 'MapIcm': 'Nic' has no accessible method 'UnmapIcm': add it, or name the one that undoes the stage",
        Build.Nic("""
            [InitStage(10, Cleanup = [|"UnmapIcm"|])]
            private Errno MapIcm() => Errno.Ok;
            """),
        "partial class Nic : Device { } public class Device { private void UnmapIcm() { } }");

    [Fact]
    public Task A_method_of_the_type_around_it() => Build.Reports("MLX4002",
        "Stage 'MapIcm': 'Hca' has no accessible method 'UnmapIcm': add it, or name the one that undoes the stage",
        """
        using Mlx4.Runtime;
        public static partial class Card
        {
            public sealed partial class Hca
            {
                [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
                private Errno MapIcm() => Errno.Ok;
            }

            private static void UnmapIcm() { }
        }
        """);

    [Fact]
    public Task Two_methods_that_both_fit() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm(int pages) => Errno.Ok;
        private void UnmapIcm() { }
        private void UnmapIcm(int pages) { }
        """, "2 methods named 'UnmapIcm' could be its cleanup: rename all but one", "_ = nic.LoadOne(4); nic.UnloadOne();");

    [Fact]
    public Task Two_methods_of_which_none_fits() => Reports("""
        [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm<T>() { }
        private void UnmapIcm(ref int pages) { }
        """, "none of the 2 methods named 'UnmapIcm' can be its cleanup, the first because a cleanup cannot be generic");

    [Fact]
    public Task An_overload_of_its_own_beside_an_inherited_one() => Build.Reports("MLX4002",
        "Stage 'MapIcm': 2 methods named 'UnmapIcm' could be its cleanup: rename all but one",
        Build.Nic("""
            [InitStage(10, Cleanup = [|nameof(UnmapIcm)|])]
            private Errno MapIcm(int pages) => Errno.Ok;
            private void UnmapIcm(int pages) { }
            """, "_ = nic.LoadOne(4);"),
        "partial class Nic : Device { } public class Device { protected void UnmapIcm() { } }");

    [Fact]
    public Task The_load_itself_is_no_cleanup() => Reports("""
        [InitStage(10, Cleanup = [|"UnloadOne"|])]
        private Errno MapIcm() => Errno.Ok;
        """, "'Nic' has no accessible method 'UnloadOne': add it, or name the one that undoes the stage");

    [Fact]
    public Task The_one_overload_that_fits_is_taken() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm() { }
        private int UnmapIcm(int pages) => pages;
        private void UnmapIcm(out long pages) => pages = 0;
        private void UnmapIcm<T>(T pages) { }
        """));

    [Fact]
    public Task Overloads_that_differ_in_how_they_pass_are_told_apart() => Build.Accepts(Build.Nic("""
        [InitStage(10, Cleanup = nameof(UnmapIcm))]
        private Errno MapIcm() => Errno.Ok;
        private void UnmapIcm(out int pages) => pages = 0;
        private void UnmapIcm(int pages) { }
        """, "_ = nic.LoadOne(1); nic.UnloadOne(1);"));

    [Fact]
    public Task An_inherited_method_that_is_accessible_is_taken() => Build.Accepts(
        Build.Nic("""
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm() => Errno.Ok;
            """),
        "partial class Nic : Device<int> { } public class Device<T> { protected void UnmapIcm() { } }");

    [Fact]
    public Task An_override_is_not_counted_twice() => Build.Accepts(
        Build.Nic("""
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm() => Errno.Ok;
            protected override void UnmapIcm() { }
            """),
        "partial class Nic : Device { } public class Device { protected virtual void UnmapIcm() { } }");

    [Fact]
    public Task A_method_that_hides_another_is_not_counted_twice() => Build.Accepts(
        Build.Nic("""
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm() => Errno.Ok;
            private new void UnmapIcm() { }
            """),
        "partial class Nic : Device { } public class Device { protected void UnmapIcm() { } }");

    [Fact]
    public Task A_cleanup_in_another_part_of_the_type_is_found() => Build.Accepts(
        Build.Nic("""
            [InitStage(10, Cleanup = nameof(UnmapIcm))]
            private Errno MapIcm() => Errno.Ok;
            """),
        "partial class Nic { private void UnmapIcm() { } }");

    [Theory]
    [InlineData("Unmapp", "Unmapxx Unmap", "Unmap")]
    [InlineData("Unmapp", "Unmappe Unmap", "Unmap")]
    [InlineData("Cup", "Cut", "Cut")]
    [InlineData("Stop", "StopIt", "StopIt")]
    [InlineData("StopIt", "Stop", "Stop")]
    public Task The_closest_name_of_which_at_most_a_third_differs_is_meant(string name, string methods, string closest) => Build.Reports(
        "MLX4002",
        $"Stage 'MapIcm': 'Nic' has no accessible method '{name}': did you mean '{closest}'?",
        Build.Nic($$"""
            [InitStage(10, Cleanup = [|"{{name}}"|])]
            private Errno MapIcm() => Errno.Ok;
            {{string.Join('\n', methods.Split(' ').Select(method => $"private void {method}() {{ }}"))}}
            """));
}
