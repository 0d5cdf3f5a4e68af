using System.Buffers.Binary;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>A virtual function whose master looks after it whenever its driver has written something.</summary>
internal sealed class ServedFunction(IPciFunction function, Action serve) : IPciFunction
{
    /// <summary>Whether the function cannot be reached: its registers read as all ones.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>What words of BAR 2 read as, whatever the card says.</summary>
    public Dictionary<ulong, uint> Words { get; } = [];

    public IHost? Host
    {
        set => function.Host = value;
    }

    public ulong RegionSize(int region) => function.RegionSize(region);

    public (uint Flags, uint Count) Interrupts(int index) => function.Interrupts(index);

    public void Read(int region, ulong offset, Span<byte> data)
    {
        if (IsUnreachable)
        {
            data.Fill(0xff);
        }
        else if (region == PciRegion.Bar2 && Words.TryGetValue(offset, out uint word))
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, word);
        }
        else
        {
            function.Read(region, offset, data);
        }
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        if (!IsUnreachable)
        {
            function.Write(region, offset, data);
            if (region == PciRegion.Bar2)
            {
                serve();
            }
        }
    }

    public void Reset() => function.Reset();
}
