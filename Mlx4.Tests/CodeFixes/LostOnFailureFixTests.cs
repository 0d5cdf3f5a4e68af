using Mlx4.CodeFixes;
using Mlx4.Tests.Generators.Diagnostics;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4018: what a failing stage would lose is given back, or the stage is made of one item, or of two.</summary>
public class LostOnFailureFixTests
{
    private static Task Releases(string before, string after) => Fixing<ReleaseBeforeExitFix>.Makes("Give it back before", Flow.Nic(before), Flow.Nic(after));

    private static string Ring(string stage, string cleanup = "_card.FreeRing(_ring);") => $$"""
            private Ring? _ring;

            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing()
            {
        {{stage}}
            }
            private void FreeRing() { {{cleanup}} }
        """;

    [Fact]
    public Task Before_a_return() => Releases(Ring("""
                _ring = _card.AllocRing(4);
                if (_ring is null) return Errno.ENOMEM;
                if (!_card.IsReady())
                {
                    // Still in reset.
                    return Errno.EIO;
                }
                return Errno.Ok;
        """), Ring("""
                _ring = _card.AllocRing(4);
                if (_ring is null) return Errno.ENOMEM;
                if (!_card.IsReady())
                {
                    // Still in reset.
                    _card.FreeRing(_ring);
                    return Errno.EIO;
                }
                return Errno.Ok;
        """));

    [Fact]
    public Task A_return_without_braces_gets_them() => Releases(Ring("""
                _ring = new Ring();
                Errno error = _ring.Start();
                if (error != Errno.Ok) return error;
                return Errno.Ok;
        """, "_ring?.Dispose();"), Ring("""
                _ring = new Ring();
                Errno error = _ring.Start();
                if (error != Errno.Ok)
                {
                    _ring?.Dispose();
                    return error;
                }
                return Errno.Ok;
        """, "_ring?.Dispose();"));

    [Fact]
    public Task What_is_returned_is_computed_first() => Releases(Ring("""
                _ring = _card.AllocRing(4);
                if (_ring is null) return Errno.ENOMEM;
                return _card.Start(_ring);
        """), Ring("""
                _ring = _card.AllocRing(4);
                if (_ring is null) return Errno.ENOMEM;
                Errno error = _card.Start(_ring);
                if (error != 0)
                {
                    _card.FreeRing(_ring);
                }
                return error;
        """));

    private static string Several(string exit) => $$"""
            private Ring? _ring;
            private int _users;
            [InitStage(10, Cleanup = nameof(FreeRing))]
            private Errno InitRing()
            {
                _card.Removed += OnRemoved;
                _users++;
                _ring = _card.AllocRing(4);
                if (!_card.IsReady()) {{exit}}
                return Errno.Ok;
            }
            private void FreeRing()
            {
                _card.FreeRing(_ring);
                _users--;
                _card.Removed -= OnRemoved;
            }
            private void OnRemoved() { }
        """;

    [Fact]
    public Task The_last_one_first() => Releases(
        Several("{ throw new InvalidOperationException(); }"),
        Several("{ _card.FreeRing(_ring); _users--; _card.Removed -= OnRemoved; throw new InvalidOperationException(); }"));

    private const string Ports = "    private readonly List<Port> _ports = new();\n";

    [Fact]
    public Task A_loop_becomes_a_stage_of_one_item() => Fixing<ForEachFix>.Makes("Loop over '_ports' with ForEach", Flow.Nic(Ports + """
            [InitStage(10, Cleanup = nameof(ClosePorts))]
            private Errno OpenPorts()
            {
                foreach (Port port in _ports)
                {
                    // One after the other.
                    Errno error = port.Open();
                    if (error != Errno.Ok)
                    {
                        return error;
                    }
                }
                return Errno.Ok;
            }

            private void ClosePorts()
            {
                foreach (var port in Enumerable.Reverse(_ports))
                {
                    port.Close();
                }
            }
        """), Flow.Nic(Ports + """
            [InitStage(10, Cleanup = nameof(ClosePorts), ForEach = nameof(_ports))]
            private Errno OpenPorts(Port port)
            {
                // One after the other.
                Errno error = port.Open();
                if (error != Errno.Ok)
                {
                    return error;
                }
                return Errno.Ok;
            }

            private void ClosePorts(Port port)
            {
                port.Close();
            }
        """));

    [Fact]
    public Task A_loop_on_one_line_stays_on_it() => Fixing<ForEachFix>.Makes("Loop over '_ports' with ForEach", Flow.Nic(Ports + """
            [InitStage(10, Cleanup = nameof(ClosePorts))]
            private Errno OpenPorts(bool quick) { foreach (Port port in _ports) { if (port.Open() != 0) return Errno.EIO; } return Errno.Ok; }
            private void ClosePorts() { foreach (Port port in _ports) port.Close(); }
        """), Flow.Nic(Ports + """
            [InitStage(10, Cleanup = nameof(ClosePorts), ForEach = nameof(_ports))]
            private Errno OpenPorts(Port port, bool quick) { if (port.Open() != 0) return Errno.EIO; return Errno.Ok; }
            private void ClosePorts(Port port) { port.Close(); }
        """));

    [Theory]
    [InlineData("int up = 0; foreach (Port port in _ports) { if (port.Open() != 0) return Errno.EIO; up++; }", "foreach (Port port in _ports) port.Close();")]
    [InlineData("foreach (Port port in _ports) { if (port.IsUp) continue; if (port.Open() != 0) return Errno.EIO; }", "foreach (Port port in _ports) port.Close();")]
    [InlineData("foreach (Port port in _ports) { if (port.Open() != 0) return Errno.EIO; }", "foreach (Port port in _ports) port.Close(); _card.Reset();")]
    [InlineData("foreach (Port port in _ports) { if (port.Open() != 0) return Errno.EIO; }", "for (int i = 0; i < _ports.Count; i++) _ports[i].Close();")]
    public Task A_loop_that_is_not_all_there_is(string up, string down) => Fixing<ForEachFix>.OffersNothing(Flow.Nic(Ports + $$"""
            [InitStage(10, Cleanup = nameof(ClosePorts))]
            private Errno OpenPorts()
            {
                {{up}}
                return Errno.Ok;
            }
            private void ClosePorts() { {{down}} }
        """));

    private static string[] Split(string stages) => Flow.Nic("""
            private Ring? _ring;
            private bool _fast;

        """ + stages + """

            private void FreeRing(Card card) => card.FreeRing(_ring);

            [InitStage(16, NoCleanup = "a query")]
            private void Query() { }
        """);

    [Fact]
    public Task What_follows_becomes_a_stage_of_its_own() => Fixing<SplitStageFix>.Makes("Make what follows a stage of its own, 'StartCard'", Split("""
            [InitStage(10, Cleanup = nameof(FreeRing), When = nameof(_fast))]
            private Errno InitRing(Card card, int size)
            {
                _ring = card.AllocRing(size);
                if (_ring is null) return Errno.ENOMEM; // no room

                // From here on it runs.
                Errno error = card.Start(_ring);
                if (error != Errno.Ok)
                {
                    return error;
                }
                return Errno.Ok;
            }
        """), Split("""
            [InitStage(10, Cleanup = nameof(FreeRing), When = nameof(_fast))]
            private Errno InitRing(Card card, int size)
            {
                _ring = card.AllocRing(size);
                if (_ring is null) return Errno.ENOMEM; // no room
                return Errno.Ok;
            }

            [InitStage(13, Cleanup = nameof(StopCard), When = nameof(_fast))]
            private Errno StartCard(Card card)
            {
                // From here on it runs.
                Errno error = card.Start(_ring);
                if (error != Errno.Ok)
                {
                    return error;
                }
                return Errno.Ok;
            }

            private void StopCard(Card card) => throw new NotImplementedException();
        """));

    [Theory]
    [InlineData("[InitStage(10, Cleanup = nameof(FreeRing))]", "Ring? ring = card.AllocRing(size); _ring = ring;", "if (ring!.Start() != 0) return Errno.EIO;")]
    [InlineData("[InitStage(15, Cleanup = nameof(FreeRing))]", "_ring = card.AllocRing(size);", "if (!card.IsReady()) return Errno.EIO;")]
    [InlineData("[InitStage(10, Cleanup = nameof(FreeRing), Transient = true)]", "_ring = card.AllocRing(size);", "if (!card.IsReady()) return Errno.EIO;")]
    public Task A_stage_that_cannot_be_split(string attribute, string acquires, string fails) => Fixing<SplitStageFix>.OffersNothing(Split($$"""
            {{attribute}}
            private Errno InitRing(Card card, int size)
            {
                {{acquires}}
                {{fails}}
                return Errno.Ok;
            }
        """));
}
