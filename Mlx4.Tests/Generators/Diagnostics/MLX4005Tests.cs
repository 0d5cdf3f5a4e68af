namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4005: the type, or a type around it, is not partial.</summary>
public class MLX4005Tests
{
    private static string Message(string type, string stage = "MapIcm") =>
        $"'{type}' has to be partial, so that the load of '{stage}' can be written into it: add the modifier partial";

    private static Task Reports(string type, string source) => Build.Reports("MLX4005", Message(type), "using Mlx4.Runtime;\n" + source);

    private const string Stage = "[InitStage(10, NoCleanup = \"the reset does it\")] private Errno MapIcm() => Errno.Ok;";

    [Fact]
    public Task A_class() => Reports("Nic", $$"""public sealed class [|Nic|] { {{Stage}} }""");

    [Fact]
    public Task A_structure() => Reports("Nic", $$"""public struct [|Nic|] { {{Stage}} }""");

    [Fact]
    public Task A_record() => Reports("Nic", $$"""public record [|Nic|](string Name) { {{Stage}} }""");

    [Fact]
    public Task A_record_structure() => Reports("Nic", $$"""public record struct [|Nic|](string Name) { {{Stage}} }""");

    [Fact]
    public Task A_generic_class() => Reports("Nic", $$"""public class [|Nic|]<T> where T : class { {{Stage}} }""");

    [Fact]
    public Task The_type_around_it() => Reports("Card", $$"""public static class [|Card|] { public partial class Nic { {{Stage}} } }""");

    [Fact]
    public Task The_interface_around_it() => Reports("ICard", $$"""public interface [|ICard|] { public partial class Nic { {{Stage}} } }""");

    [Fact]
    public Task A_type_far_outside() => Reports("Rack", $$"""public class [|Rack|] { public partial struct Card { public partial class Nic { {{Stage}} } } }""");

    [Fact]
    public Task Every_type_that_lacks_it() => Build.Reports(
        "MLX4005", [$$"""using Mlx4.Runtime; public class [|Card|] { public class [|Nic|] { {{Stage}} } }"""], [Message("Card"), Message("Nic")]);

    [Fact]
    public Task One_report_for_a_type_with_several_stages() => Reports("Nic", $$"""
        public class [|Nic|]
        {
            {{Stage}}
            [InitStage(20, NoCleanup = "a query")] private Errno QueryHca() => Errno.Ok;
            [InitStage(20, NoCleanup = "a query", Pipeline = "LoadVf")] private Errno QueryVf() => Errno.Ok;
        }
        """);

    [Fact]
    public Task Other_mistakes_wait_until_the_type_is_partial() => Reports("Nic", """public class [|Nic|] { [InitStage(10)] private Errno MapIcm() => Errno.Ok; }""");

    [Fact]
    public Task A_type_in_one_part_that_is_partial_is_right() => Build.Accepts($$"""using Mlx4.Runtime; public partial class Nic { {{Stage}} }""");

    [Fact]
    public Task Partial_types_all_the_way_are_right() => Build.Accepts($$"""
        using Mlx4.Runtime;
        namespace Cards
        {
            public partial interface IRack { public static partial class Card { public partial record struct Nic<T> { {{Stage}} } } }
        }
        """);

    [Fact]
    public Task A_type_inside_needs_not_be_partial() => Build.Accepts($$"""using Mlx4.Runtime; public partial class Nic { {{Stage}} public class Port { } }""");

    [Fact]
    public Task A_base_type_needs_not_be_partial() => Build.Accepts($$"""using Mlx4.Runtime; public class Device { } public partial class Nic : Device { {{Stage}} }""");
}
