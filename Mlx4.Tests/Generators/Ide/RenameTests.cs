using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Rename;
using Mlx4.Tests.CodeFixes;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Ide;

/// <summary>Renaming a member renames it where attributes name it, and the load is written anew with the new name: nothing is left to put right.</summary>
public class RenameTests
{
    private static readonly string[] Sources =
    [
        Source.File("""
            [InitPipeline(nameof(Start), Unload = nameof(Halt))]
            public sealed partial class Nic
            {
                private readonly int[] _ports = { 1, 2 };
                private bool _sriov;

                public Nic(bool sriov) => _sriov = sriov;

                internal partial InitResult<Errno> Start(string device);
                internal partial void Halt();

                [InitStage(10, Cleanup = nameof(CloseHca), Pipeline = nameof(Start))]
                private Errno InitHca(string device) => device.Length > 0 ? Errno.Ok : Errno.EINVAL;
                private void CloseHca() { }

                [InitStage(20, Cleanup = nameof(DisableSriov), When = nameof(_sriov), Pipeline = nameof(Start))]
                private Errno EnableSriov() => Errno.Ok;
                private void DisableSriov() { }
            }
            """),
        Source.File("""
            public sealed partial class Nic
            {
                [InitStage(30, Cleanup = nameof(CleanupPort), ForEach = nameof(_ports), CleanupAt = nameof(EnableSriov), Pipeline = nameof(Start))]
                private Errno InitPort(int port) => port > 0 ? Errno.Ok : Errno.EINVAL;
                private void CleanupPort(int port) { }

                [InitStage(40, NoCleanup = "a command only", RestartOn = Errno.EAGAIN, RestartFrom = nameof(InitHca), Pipeline = nameof(Start))]
                private Errno Nop() => Errno.Ok;
            }

            public static class User
            {
                public static string Use(Nic nic) => nic.Start("mlx4_0").ToString();
            }
            """),
    ];

    [Theory]
    [InlineData("CloseHca")]
    [InlineData("CleanupPort")]
    [InlineData("_sriov")]
    [InlineData("_ports")]
    [InlineData("InitHca")]
    [InlineData("EnableSriov")]
    [InlineData("Nop")]
    [InlineData("Start")]
    [InlineData("Halt")]
    public async Task Of_a_member(string name)
    {
        using Editor editor = Editor.Open(Sources);
        Compilation compilation = (await editor.Project.GetCompilationAsync())!;
        ISymbol member = compilation.GetTypeByMetadataName("Nic")!.GetMembers(name).Single();

        Solution renamed = await Renamer.RenameSymbolAsync(editor.Project.Solution, member, new SymbolRenameOptions(), name + "Anew");

        string[] expected = [.. Sources.Select(source => Regex.Replace(source, $@"(?<!\w){name}(?!\w)", name + "Anew"))];
        Assert.NotEqual(Sources, expected);
        await Editor.Expect(renamed.GetProject(editor.Project.Id)!, expected, left: []);
    }
}
