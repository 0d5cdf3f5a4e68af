using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4002: the cleanup that a stage names is created.</summary>
public class CreateCleanupFixTests
{
    private static string Nic(string body, string declaration = "partial class Nic") => $$"""
        using System;
        using Mlx4.Runtime;
        {{declaration}}
        {
        {{body}}
        }
        """;

    [Fact]
    public Task A_name_that_nothing_has() => Fixing<CreateCleanupFix>.Makes("Create 'Unmap'", Nic("""
            [InitStage(10, Cleanup = "Unmap")]
            private Errno MapIcm(int pages) => Errno.Ok;
        """), Nic("""
            [InitStage(10, Cleanup = "Unmap")]
            private Errno MapIcm(int pages) => Errno.Ok;
            private void Unmap(int pages) => throw new NotImplementedException();
        """));

    [Fact]
    public Task Two_stages_of_one_cleanup_get_it_once() => Fixing<CreateCleanupFix>.MakesOfAll("Create 'Unmap'", [Nic("""
            [InitStage(10, Cleanup = "Unmap", When = nameof(_large))]
            private Errno MapIcm() => Errno.Ok;
            [InitStage(10, Cleanup = "Unmap", Pipeline = "LoadVf")]
            private Errno MapUar() => Errno.Ok;
            private bool _large;
        """)], [Nic("""
            [InitStage(10, Cleanup = "Unmap", When = nameof(_large))]
            private Errno MapIcm() => Errno.Ok;
            private void Unmap() => throw new NotImplementedException();
            [InitStage(10, Cleanup = "Unmap", Pipeline = "LoadVf")]
            private Errno MapUar() => Errno.Ok;
            private bool _large;
        """)]);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"Unmap it\"")]
    [InlineData("nameof(Icm)")]
    [InlineData("nameof(Twice)")]
    [InlineData("\"UnloadOne\"")]
    [InlineData("\"Nic\"")]
    public Task A_name_that_no_new_method_could_have(string name) => Fixing<CreateCleanupFix>.Offers(Nic($$"""
            [InitStage(10, Cleanup = {{name}})]
            private Errno MapIcm() => Errno.Ok;
            private int Icm => 0;
            private void Twice() { }
            private void Twice(int pages) { }
        """));
}
