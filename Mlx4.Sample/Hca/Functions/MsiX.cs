using System.Buffers.Binary;
using System.Numerics;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// The MSI-X table and pending bits of a function (PCI Local Bus 3.0, 6.8.2). A vector that is masked, alone or with
/// all others, is remembered as pending, and sent when its mask goes.
/// </summary>
internal sealed class MsiX(Function function, int vectors, Ledger ledger)
{
    public const int EntrySize = 16;

    private const int VectorControl = 12;

    private readonly string _enabledName = function.Own("MSI-X");
    private readonly string _vectorName = function.Own("MSI-X vector");
    private readonly byte[] _table = MaskedTable(vectors);
    private readonly byte[] _pending = new byte[PendingSize(vectors)];
    private ushort _control;

    /// <summary>The number of vectors.</summary>
    public int Vectors => vectors;

    /// <summary>Whether the function interrupts by messages, and not by its pin.</summary>
    public bool IsEnabled => (_control & PciConfig.MsiXEnable) != 0;

    private bool AllMasked => (_control & PciConfig.MsiXMaskAll) != 0;

    /// <summary>The size of the pending bits in bytes: whole words of 64.</summary>
    public static int PendingSize(int vectors) => (vectors + 63) / 64 * sizeof(ulong);

    /// <summary>Raises a vector.</summary>
    public void Raise(int vector)
    {
        if (AllMasked || IsMasked(vector))
        {
            _pending[vector >> 3] |= (byte)(1 << (vector & 7));
        }
        else
        {
            function.Interrupt(PciInterrupt.MsiX, vector);
        }
    }

    /// <summary>Takes over a new message control.</summary>
    public void Control(ushort control)
    {
        bool wasEnabled = IsEnabled;
        _control = control;
        if (IsEnabled != wasEnabled)
        {
            Account();
        }
        SendPending();
    }

    /// <summary>Empties table and pending bits, as a bus reset does.</summary>
    public void Reset()
    {
        MaskedTable(vectors).CopyTo(_table, 0);
        Array.Clear(_pending);
        Control(0);
    }

    public void ReadTable(int offset, Span<byte> data) => Read(_table, offset, data);

    public void ReadPending(int offset, Span<byte> data) => Read(_pending, offset, data);

    /// <summary>Writes 4 or 8 aligned bytes of the table.</summary>
    public void WriteTable(int offset, ReadOnlySpan<byte> data)
    {
        if (!IsProper(offset, data.Length))
        {
            return;
        }
        int vector = offset / EntrySize;
        bool wasMasked = IsMasked(vector);
        data.CopyTo(_table.AsSpan(offset));
        if (IsMasked(vector) != wasMasked && IsEnabled)
        {
            Account(vector);
            SendPending();
        }
    }

    /// <summary>The specification leaves other accesses than aligned ones of 4 and 8 bytes undefined; here they read as all ones and write nothing.</summary>
    private static bool IsProper(int offset, int length) => length is 4 or 8 && offset % length == 0;

    private static byte[] MaskedTable(int vectors)
    {
        byte[] table = new byte[vectors * EntrySize];
        for (int vector = 0; vector < vectors; vector++)
        {
            table[(vector * EntrySize) + VectorControl] = 1;
        }
        return table;
    }

    private static void Read(byte[] from, int offset, Span<byte> data)
    {
        if (IsProper(offset, data.Length))
        {
            from.AsSpan(offset, data.Length).CopyTo(data);
        }
        else
        {
            data.Fill(0xff);
        }
    }

    private bool IsMasked(int vector) => (_table[(vector * EntrySize) + VectorControl] & 1) != 0;

    private void SendPending()
    {
        if (!IsEnabled || AllMasked)
        {
            return;
        }
        for (int word = 0; word < _pending.Length; word += sizeof(ulong))
        {
            Span<byte> bytes = _pending.AsSpan(word);
            ulong pending = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            ulong left = pending;
            for (; pending != 0; pending &= pending - 1)
            {
                int bit = BitOperations.TrailingZeroCount(pending);
                int vector = (word * 8) + bit;
                if (!IsMasked(vector))
                {
                    left &= ~(1UL << bit);
                    function.Interrupt(PciInterrupt.MsiX, vector);
                }
            }
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, left);
        }
    }

    /// <summary>A vector is held from its unmasking until it is masked again, as long as messages are enabled at all.</summary>
    private void Account()
    {
        if (IsEnabled)
        {
            ledger.Take(_enabledName, 0, "message control");
        }
        else
        {
            ledger.Return(_enabledName, 0);
        }
        for (int vector = 0; vector < vectors; vector++)
        {
            Account(vector);
        }
    }

    private void Account(int vector)
    {
        if (!IsEnabled || IsMasked(vector))
        {
            ledger.Return(_vectorName, (ulong)vector);
        }
        else if (!ledger.Holds(_vectorName, (ulong)vector))
        {
            ledger.Take(_vectorName, (ulong)vector, "MSI-X table");
        }
    }
}
