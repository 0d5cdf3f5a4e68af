using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Text;
using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>A hand-written ladder is turned into stages.</summary>
public class LadderRefactoringTests
{
    private static string Nic(string body, string declaration = "public sealed partial class Nic", string methods = Methods) => $$"""
        using System;
        using Mlx4.Runtime;

        {{declaration}}
        {
        {{body}}
        {{methods}}
        }

        public sealed class Ring : IDisposable { public Errno Map(int pages) => 0; public void Unmap() { } public void Dispose() { } }
        """;

    private const string Methods = """

            private readonly Ring _ring = new();
            private bool _sriov;

            private Errno TakeOwnership() => 0;
            private void ReleaseOwnership() { }
            private Errno EnableSriov(string device) => 0;
            private void DisableSriov(string device) { }
            private Errno StartHca() => 0;
            private void StopHca() { }
            private void Log(string text) { }
        """;

    private const string Stages = """

            private readonly Ring _ring = new();
            private bool _sriov;

            [InitStage(10, Cleanup = nameof(ReleaseOwnership))]
            private Errno TakeOwnership() => 0;
            private void ReleaseOwnership() { }
            [InitStage(20, Cleanup = nameof(DisableSriov))]
            private Errno EnableSriov(string device) => 0;
            private void DisableSriov(string device) { }
            [InitStage(30, NoCleanup = "the ladder that this was did not undo it")]
            private Errno StartHca() => 0;
            private void StopHca() { }
            private void Log(string text) { }
        """;

    private static async Task<List<CodeAction>> Offered(Project project, int position)
    {
        List<CodeAction> actions = [];
        await new LadderRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(
            project.Documents.First(), new TextSpan(position, 0), actions.Add, CancellationToken.None));
        return actions;
    }

    private static async Task Makes(string before, string after)
    {
        using Editor editor = Editor.Open(before);
        CodeAction action = Assert.Single(await Offered(editor.Project, before.IndexOf("BringUp", StringComparison.Ordinal)));
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        await Editor.Expect(((ApplyChangesOperation)Assert.Single(operations)).ChangedSolution.GetProject(editor.Project.Id)!, [after], []);
    }

    private static async Task IsNotOffered(string source)
    {
        using Editor editor = Editor.Open(source);
        Assert.DoesNotContain(await Editor.DiagnosticsOf(editor.Project), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await Offered(editor.Project, source.IndexOf("BringUp", StringComparison.Ordinal)));
    }

    [Fact]
    public Task Labels_in_reverse_order() => Makes(Nic("""
            /// <summary>Brings it up.</summary>
            public Errno BringUp(string device)
            {
                // Nobody else may have it.
                Errno err = TakeOwnership();
                if (err != 0)
                    return err;

                err = EnableSriov(device);
                if (err != Errno.Ok)
                {
                    goto release;
                }
                err = StartHca(); // the long one
                if (err != 0) goto disable;
                return Errno.Ok;

            disable:
                DisableSriov(device);
            release:
                ReleaseOwnership();
                return err;
            }
        """), Nic("""
            /// <summary>Brings it up.</summary>
            public Errno BringUp(string device) => LoadOne(device).Error;
        """, methods: Stages
            .Replace("    [InitStage(10", "    // Nobody else may have it.\n    [InitStage(10", StringComparison.Ordinal)
            .Replace("    [InitStage(30", "    // the long one\n    [InitStage(30", StringComparison.Ordinal)));

    [Fact]
    public Task Failures_that_undo_what_was_done_before() => Makes(Nic("""
            public Errno BringUp(string device)
            {
                Errno err;
                if ((err = TakeOwnership()) != 0)
                {
                    return err;
                }
                if ((err = EnableSriov(device)) != 0)
                {
                    ReleaseOwnership();
                    return err;
                }
                if ((err = StartHca()) != 0)
                {
                    DisableSriov(device);
                    ReleaseOwnership();
                    return err;
                }
                return err;
            }
        """, "public sealed class Nic"), Nic("""
            public Errno BringUp(string device) => LoadOne(device).Error;
        """, methods: Stages));

    [Fact]
    public Task The_way_down_knows_what_undoes_the_last_step() => Makes(Nic("""
            public Errno BringUp(string device)
            {
                Errno err = TakeOwnership();
                if (err != 0) return err;
                if (_sriov)
                {
                    err = EnableSriov(device);
                    if (err != 0) goto release;
                }
                err = StartHca();
                if (err != 0) goto disable;
                return 0;
            disable:
                if (_sriov) DisableSriov(device);
            release:
                ReleaseOwnership();
                return err;
            }

            public void TakeDown(string device)
            {
                StopHca();
                if (_sriov) DisableSriov(device);
                ReleaseOwnership();
            }
        """), Nic("""
            public Errno BringUp(string device) => LoadOne(device).Error;

            public void TakeDown(string device) => UnloadOne(device);
        """, methods: Stages
            .Replace("DisableSriov))]", "DisableSriov), When = nameof(_sriov))]", StringComparison.Ordinal)
            .Replace("NoCleanup = \"the ladder that this was did not undo it\"", "Cleanup = nameof(StopHca)", StringComparison.Ordinal)));

    [Fact]
    public Task What_is_no_method_of_the_type_gets_one() => Makes(Nic("""
            public Errno BringUp(int pages)
            {
                Errno err = TakeOwnership();
                if (err != 0) return err;

                // Room for the descriptors.
                Log("mapping");
                err = _ring.Map(pages + 1);
                if (err != 0)
                {
                    Log($"map: {err}"); // for the curious
                    goto release;
                }

                err = StartHca();
                if (err != 0)
                {
                    goto unmap;
                }
                // All is well.
                return 0;

            unmap:
                // Back to the pool.
                _ring.Unmap();
            release:
                ReleaseOwnership();
                return err;
            }
        """), Nic("""
            public Errno BringUp(int pages)
            {
                // All is well.
                return LoadOne(pages).Error;
            }

            [InitStage(20, Cleanup = nameof(UnmapRing))]
            private Errno MapRing(int pages)
            {
                // Room for the descriptors.
                Log("mapping");
                Errno err = _ring.Map(pages + 1);
                if (err != 0)
                {
                    Log($"map: {err}"); // for the curious
                }
                return err;
            }

            // Back to the pool.
            private void UnmapRing() => _ring.Unmap();
        """, methods: Stages.Replace("    [InitStage(20, Cleanup = nameof(DisableSriov))]\n", "", StringComparison.Ordinal)));

    [Fact]
    public Task Nested_tries() => Makes(Nic("""
            public void BringUp(string device)
            {
                Open(device);
                try
                {
                    Start();
                    try
                    {
                        Announce();
                    }
                    catch
                    {
                        Stop();
                        throw;
                    }
                }
                catch (Exception)
                {
                    Close();
                    throw;
                }
            }

            private void Open(string device) { }
            private void Close() { }
            private void Start() { }
            private void Stop() { }
            private void Announce() { }
        """, methods: ""), Nic("""
            public void BringUp(string device) => LoadOne(device);

            [InitStage(10, Cleanup = nameof(Close))]
            private void Open(string device) { }
            private void Close() { }
            [InitStage(20, Cleanup = nameof(Stop))]
            private void Start() { }
            private void Stop() { }
            [InitStage(30, NoCleanup = "the ladder that this was did not undo it")]
            private void Announce() { }
        """, methods: ""));

    [Fact]
    public Task What_is_undone_in_any_case_is_transient() => Makes(Nic("""
            public Errno BringUp()
            {
                Lock();
                try
                {
                    Errno err = StartHca();
                    if (err != 0) return err;
                    return 0;
                }
                finally
                {
                    Unlock();
                }
            }

            private void Lock() { }
            private void Unlock() { }
            private Errno StartHca() => 0;
        """, methods: ""), Nic("""
            public Errno BringUp() => LoadOne().Error;

            [InitStage(10, Cleanup = nameof(Unlock), Transient = true)]
            private void Lock() { }
            private void Unlock() { }
            [InitStage(20, NoCleanup = "the ladder that this was did not undo it")]
            private Errno StartHca() => 0;
        """, methods: ""));

    [Fact]
    public Task Flags() => Makes(Nic("""
            public Errno BringUp(string device)
            {
                Errno err = Errno.Ok;
                bool owned = false, sriov = false;
                bool ok = false;
                try
                {
                    err = TakeOwnership();
                    if (err != 0) return err;
                    owned = true;
                    err = EnableSriov(device);
                    if (err != 0) return err;
                    sriov = true;
                    err = StartHca();
                    if (err != 0) return err;
                    ok = true;
                }
                finally
                {
                    if (!ok)
                    {
                        if (sriov) DisableSriov(device);
                        if (owned) { ReleaseOwnership(); }
                    }
                }
                return Errno.Ok;
            }
        """), Nic("""
            public Errno BringUp(string device) => LoadOne(device).Error;
        """, methods: Stages));

    [Fact]
    public Task The_load_gets_another_name_where_its_own_is_taken() => Makes(Nic("""
            public int BringUp()
            {
                int err = Open();
                if (err != 0) return err;
                err = Start();
                if (err != 0) { Close(); return err; }
                return 0;
            }
            public int LoadOne() => BringUp();
            private int Open() => 0;
            private void Close() { }
            private int Start() => 0;
        """, methods: ""), Nic("""
            public int BringUp() => LoadBringUp().Error;
            public int LoadOne() => BringUp();
            [InitStage(10, Cleanup = nameof(Close), Pipeline = "LoadBringUp")]
            private int Open() => 0;
            private void Close() { }
            [InitStage(20, NoCleanup = "the ladder that this was did not undo it", Pipeline = "LoadBringUp")]
            private int Start() => 0;
        """, methods: ""));

    [Fact]
    public Task Arguments_are_in_the_order_of_the_load() => Makes(Nic("""
            public int BringUp(int slot, int port, int lane)
            {
                int err = Open(port, slot);
                if (err != 0) return err;
                err = Start();
                if (err != 0) { Close(lane); return err; }
                return 0;
            }
            private int Open(int port, int slot) => 0;
            private void Close(int lane) { }
            private int Start() => 0;
        """, methods: ""), Nic("""
            public int BringUp(int slot, int port, int lane) => LoadOne(port, slot, lane).Error;
            [InitStage(10, Cleanup = nameof(Close))]
            private int Open(int port, int slot) => 0;
            private void Close(int lane) { }
            [InitStage(20, NoCleanup = "the ladder that this was did not undo it")]
            private int Start() => 0;
        """, methods: ""));

    [Fact]
    public Task Tabs_carriage_returns_and_braces_stay()
    {
        string before = Nic("""
            public Errno BringUp() {
                Errno err = TakeOwnership();
                if (err != 0) { return err; }
                err = _ring.Map(4);
                if (err != 0) { Log("map"); goto release; }
                return 0;
            release:
                ReleaseOwnership();
                return err;
            }
        """, methods: """
            private readonly Ring _ring = new();
            private Errno TakeOwnership() => 0;
            private void ReleaseOwnership() { }
            private void Log(string text) { }
        """);
        string after = Nic("""
            public Errno BringUp() => LoadOne().Error;

            [InitStage(20, NoCleanup = "the ladder that this was did not undo it")]
            private Errno MapRing() {
                Errno err = _ring.Map(4);
                if (err != 0) {
                    Log("map");
                }
                return err;
            }
        """, methods: """
            private readonly Ring _ring = new();
            [InitStage(10, Cleanup = nameof(ReleaseOwnership))]
            private Errno TakeOwnership() => 0;
            private void ReleaseOwnership() { }
            private void Log(string text) { }
        """);
        return Makes(Dos(before), Dos(after));

        static string Dos(string text) => text.Replace("    ", "\t", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    private static string Ladder(string middle, string down = "release: ReleaseOwnership(); return err;", string header = "public Errno BringUp(string device)") => Nic($$"""
            {{header}}
            {
                Errno err = TakeOwnership();
                if (err != 0) return err;
                {{middle}}
                return 0;
                {{down}}
            }
        """);

    [Theory]
    [InlineData("if (_sriov) { Log(device); goto release; }")]
    [InlineData("err = StartHca(); if (err == Errno.EBUSY) goto release;")]
    [InlineData("err = StartHca(); if (err != 0) goto release; else Log(device);")]
    [InlineData("err = StartHca(); Log(device); if (err != 0) goto release;")]
    [InlineData("for (int i = 0; i < 2; i++) { err = StartHca(); if (err != 0) goto release; }")]
    [InlineData("int pages = 4; err = _ring.Map(1); if (err != 0) goto release; err = _ring.Map(pages); if (err != 0) goto release;")]
    [InlineData("err = StartHca(); if (err != 0) goto release; err = StartHca(); if (err != 0) return err;")]
    [InlineData("if (_sriov) { err = StartHca(); if (err != 0) goto release; } err = StartHca(); if (err != 0) { StopHca(); ReleaseOwnership(); return err; }")]
    public Task What_is_not_understood_is_left_alone(string middle) => IsNotOffered(Ladder(middle));

    [Theory]
    [InlineData("release: ReleaseOwnership(); return Errno.EIO;")]
    [InlineData("release: ReleaseOwnership(); Log(err.ToString()); return err;")]
    [InlineData("release: ReleaseOwnership(); if (_sriov) return 0; return err;")]
    public Task A_way_down_that_does_more_is_left_alone(string down) => IsNotOffered(Ladder("err = StartHca(); if (err != 0) goto release;", down));

    [Theory]
    [InlineData("public virtual Errno BringUp(string device)", "public class Nic")]
    [InlineData("public Errno BringUp<T>(string device)", "public class Nic")]
    [InlineData("public Errno BringUp(string device, out int port)", "public class Nic")]
    [InlineData("public Errno BringUp(string device)", "public readonly struct Nic")]
    public Task A_method_or_a_type_that_cannot_have_a_load_is_left_alone(string header, string declaration) => IsNotOffered(
        Ladder("err = StartHca(); if (err != 0) goto release;", header: header)
            .Replace("Errno err = Take", (header.Contains("out", StringComparison.Ordinal) ? "port = 0; " : "") + "Errno err = Take", StringComparison.Ordinal)
            .Replace("public sealed partial class Nic", declaration, StringComparison.Ordinal)
            .Replace("private bool _sriov", declaration.Contains("struct", StringComparison.Ordinal) ? "public Nic() { } private readonly bool _sriov" : "private bool _sriov", StringComparison.Ordinal));

    [Fact]
    public Task A_method_that_only_calls_is_no_ladder() => IsNotOffered(Nic("""
            public Errno BringUp(string device)
            {
                Errno err = TakeOwnership();
                if (err != 0) return err;
                err = StartHca();
                return err;
            }
        """));
}
