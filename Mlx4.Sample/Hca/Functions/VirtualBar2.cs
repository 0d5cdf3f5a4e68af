using System.Buffers.Binary;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// BAR 2 of a virtual function: its comm channel page, MSI-X, and its doorbell pages around them. The places of MSI-X are those of
/// public listings: in pages 2 and 3, below the EQs' doorbells.
/// </summary>
internal sealed class VirtualBar2(ConnectX3 card, VirtualFunction function)
{
    public const uint MsiXTable = 0x2000;
    public const uint MsiXPending = 0x3000;

    /// <summary>From public listings.</summary>
    public const int MsiXVectors = 24;

    private const uint MsiXTableSize = MsiXVectors * MsiX.EntrySize;

    private readonly Bar2 _doorbells = new(card, function);
    private readonly uint _msiXPendingSize = (uint)MsiX.PendingSize(MsiXVectors);

    public void Read(uint offset, Span<byte> data)
    {
        if (offset - MsiXTable < MsiXTableSize)
        {
            function.MsiX.ReadTable((int)(offset - MsiXTable), data);
        }
        else if (offset - MsiXPending < _msiXPendingSize)
        {
            function.MsiX.ReadPending((int)(offset - MsiXPending), data);
        }
        else if (IsCommChannel(offset, data.Length))
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, card.CommChannel.ReadPage(function.Number, (int)offset));
        }
        else
        {
            data.Clear();
        }
    }

    public void Write(uint offset, ReadOnlySpan<byte> data)
    {
        if (offset - MsiXTable < MsiXTableSize)
        {
            function.MsiX.WriteTable((int)(offset - MsiXTable), data);
        }
        else if (IsCommChannel(offset, data.Length))
        {
            card.CommChannel.WritePage(function, (int)offset, BinaryPrimitives.ReadUInt32BigEndian(data));
        }
        else
        {
            _doorbells.Write(offset, data);
        }
    }

    private static bool IsCommChannel(uint offset, int length) => offset < CommChannel.PageSize && length == 4 && (offset & 3) == 0;
}
