using Microsoft.CodeAnalysis;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4024: a stage uses what it has released.</summary>
public class MLX4024Tests
{
    private static string Message(string name, string release, string verb = "uses") =>
        $"Stage 'InitRing' {verb} '{name}' here, after it has given it back by '{release}': do so before, or not at all";

    private static string Stage(string body) => $$"""
        private Ring? _ring;
        private Region? _region;
        [InitStage(10, NoCleanup = "reads only")]
        private Errno InitRing()
        {
        {{body}}
        }
        """;

    private static Task Reports(string body, string message) => Flow.Reports("MLX4024", Stage(body), message);

    [Fact]
    public Task A_call_after_a_disposal() => Reports(
        "Ring ring = new(); if (ring.Start() != Errno.Ok) { ring.Dispose(); return [|ring.Start()|]; } return Errno.Ok;", Message("ring", "ring.Dispose"));

    [Fact]
    public Task An_argument_after_it_was_freed() => Reports(
        "_ring = _card.AllocRing(2); _card.FreeRing(_ring); return [|_card.Start(_ring)|];", Message("_ring", "_card.FreeRing"));

    [Fact]
    public Task A_member_of_before_the_stage() => Reports(
        "_card.Unmap(_region!); [|_region!.Write(1)|]; return Errno.Ok;", Message("_region", "_card.Unmap"));

    [Fact]
    public Task Kept_after_it_was_freed() => Reports(
        "Ring? ring = _card.AllocRing(2); if (!_card.IsReady()) _card.FreeRing(ring); [|_ring = ring|]; return Errno.Ok;", Message("ring", "_card.FreeRing", "stores"));

    [Fact]
    public Task Freed_twice() => Reports(
        "Errno error = _card.Start(_ring); if (error != Errno.Ok) _card.FreeRing(_ring); if (error != Errno.Ok) { [|_card.FreeRing(_ring)|]; } return error;", Message("_ring", "_card.FreeRing", "gives back"));

    [Fact]
    public Task Through_helpers() => Flow.Reports(
        "MLX4024",
        Stage("Free(); return Begin();") + "private void Free() => _card.FreeRing(_ring); private Errno Begin() => [|_card.Start(_ring)|];",
        Message("_ring", "_card.FreeRing"));

    [Fact]
    public Task Returned_by_a_helper() => Flow.Reports(
        "MLX4024",
        Stage("Ring? ring = Open(); return ring is null ? Errno.EIO : Errno.Ok;")
            + "private Ring? Open() { Ring ring = new(); if (!_card.IsReady()) { ring.Dispose(); [|return ring;|] } return null; }",
        Message("ring", "ring.Dispose", "returns"));

    [Fact]
    public Task A_property_after_a_disposal() => Reports(
        "_ring = new Ring(); _ring.Dispose(); return [|_ring.Size|] > 2 ? Errno.Ok : Errno.EIO;", Message("_ring", "_ring.Dispose"));

    [Fact]
    public Task A_buffer_that_was_returned() => Flow.Reports(
        "MLX4024",
        Stage("byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(16); System.Buffers.ArrayPool<byte>.Shared.Return(buffer); return [|buffer[0]|] == 0 ? Errno.Ok : Errno.EIO;"),
        Message("buffer", "System.Buffers.ArrayPool<byte>.Shared.Return"));

    [Fact]
    public async Task The_release_is_an_additional_location()
    {
        Diagnostic diagnostic = Assert.Single(await Flow.Diagnostics("MLX4024", Stage("_ring?.Dispose(); return _ring!.Start();")));
        Location release = Assert.Single(diagnostic.AdditionalLocations);
        Assert.Equal("_ring?.Dispose()", release.SourceTree!.ToString().Substring(release.SourceSpan.Start, release.SourceSpan.Length));
    }

    public static TheoryData<string, string> Fine => new()
    {
        { "another object in between", "_ring = new Ring(); _ring.Dispose(); _ring = new Ring(); return _ring.Start();" },
        { "on another path", "if (!_card.IsReady()) { _ring?.Dispose(); return Errno.EIO; } return _card.Start(_ring);" },
        { "cleared", "_ring?.Dispose(); _ring = null; _ring?.Stop(); return Errno.Ok;" },
        { "disposed twice", "using Ring ring = new(); ring.Dispose(); return Errno.Ok;" },
        { "forgotten", "Ring ring = new(); List<Ring> all = new() { ring }; ring.Dispose(); all.Remove(ring); Log.Warn($\"{ring}\"); return all.Contains(ring) ? Errno.EIO : Errno.Ok;" },
        { "stopped and started", "Ring ring = new(); ring.Stop(); Errno error = ring.Start(); ring.Dispose(); return error;" },
        { "each of a list", "List<Ring> rings = new(); foreach (Ring ring in rings) ring.Dispose(); foreach (Ring ring in rings) ring.Dispose(); return Errno.Ok;" },
        { "a loop with its own", "for (int i = 0; i < 2; i++) { Ring ring = new(); ring.Start(); ring.Dispose(); } return Errno.Ok;" },
        { "made anew", "_card.FreeRing(_ring); Rings.AllocRing(_ring); return _card.Start(_ring);" },
        { "a memory stream", "MemoryStream stream = new(); stream.Dispose(); return stream.ToArray().Length == 0 ? Errno.Ok : Errno.EIO;" },
        { "a number", "int pd = _card.AllocPd(); _card.FreePd(pd); return _card.Post(pd);" },
        { "given to one of two", "Rings.FreeOf(_card, _ring); return _card.Post(1);" },
        { "noted on what was given back", "_card.FreeRing(_ring); if (_ring is not null) _ring.Size = 0; return Errno.Ok;" },
        { "compared", "_ring?.Dispose(); return _ring == null ? Errno.Ok : Errno.EIO;" },
        { "the object may have changed it", "_ring?.Dispose(); Rings.Renew(this); return _ring!.Start();" },
        { "null was given", "_ring = null; _card.FreeRing(_ring); return _card.Start(_ring);" },
        { "a semaphore", "SemaphoreSlim gate = new(1); gate.Wait(); gate.Release(); gate.Wait(); gate.Release(); gate.Dispose(); return Errno.Ok;" },
    };

    [Theory]
    [MemberData(nameof(Fine))]
    public Task What_may_be_done(string why, string body)
    {
        Assert.NotEmpty(why);
        return Flow.IsSilent("MLX4024", Stage(body) + """
            internal static class Rings
            {
                internal static void AllocRing(Ring? ring) { }
                internal static void FreeOf(Card card, Ring? ring) { }
                internal static void Renew(Nic nic) { }
            }
            """);
    }
}
