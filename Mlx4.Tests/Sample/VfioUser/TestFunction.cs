using System.Runtime.Versioning;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A function with a BAR of three bytes more than a page, all of whose accesses are written down,
/// and which reaches for its host's memory when told to.</summary>
internal sealed class TestFunction : IPciFunction
{
    public const ulong BarSize = 0x1003;

    private readonly Lock _lock = new();
    private IHost? _host;

    public IHost? Host
    {
        set => _host = value;
    }

    /// <summary>The accesses since the last look.</summary>
    public List<string> Accesses { get; } = [];

    [SupportedOSPlatform("linux")]
    public ServerRun Serve() => new(this, _lock, new Ledger());

    public ulong RegionSize(int region) => region == PciRegion.Bar0 ? BarSize : 0;

    public (uint Flags, uint Count) Interrupts(int index) => index == PciInterrupt.IntX ? (7u, 1u) : (1u, 4u);

    /// <summary>Reads the low byte of each address.</summary>
    public void Read(int region, ulong offset, Span<byte> data)
    {
        if (region == PciRegion.Bar0)
        {
            Accesses.Add($"read {offset:x} {data.Length}");
        }
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(offset + (ulong)i);
        }
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data) => Accesses.Add($"write {offset:x} {Convert.ToHexStringLower(data)}");

    public void Reset() => Accesses.Add("reset");

    /// <summary>A copy of the host's memory, <see langword="null"/> if it is not mapped.</summary>
    public byte[]? Dma(ulong address, int length)
    {
        lock (_lock)
        {
            return _host is not null && _host.Dma(address, length, out Span<byte> memory) ? memory.ToArray() : null;
        }
    }

    public void Write(ulong address, byte[] data)
    {
        lock (_lock)
        {
            Assert.True(_host!.Dma(address, data.Length, out Span<byte> memory));
            data.CopyTo(memory);
        }
    }
}
