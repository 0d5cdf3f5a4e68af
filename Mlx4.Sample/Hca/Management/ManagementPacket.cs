namespace Mlx4.Sample.Hca.Management;

/// <summary>A management packet (InfiniBand architecture, 13.4.2): a header, and from 0x40 what its class has to say.</summary>
internal readonly ref struct ManagementPacket(Span<byte> bytes)
{
    public const int Size = 0x100;
    public const byte Version = 1;

    private const byte ResponseBit = 0x80;
    private const int MethodOffset = 0x03;
    private const int StatusOffset = 0x04;
    private const int DataOffset = 0x40;

    private readonly Span<byte> _bytes = bytes;

    public byte BaseVersion => _bytes[0];

    public ManagementClass Class => (ManagementClass)_bytes[1];

    public byte ClassVersion => _bytes[2];

    public ManagementMethod Method => (ManagementMethod)_bytes[MethodOffset];

    public ushort Attribute => Fields.Get16(0x10);

    public uint AttributeModifier => Fields.Get32(0x14);

    /// <summary>The key that a subnet manager must know; of subnet management packets only.</summary>
    public ulong ManagementKey => Fields.Get64(0x18);

    /// <summary>The attribute.</summary>
    public Span<byte> Data => _bytes[DataOffset..];

    private ReadOnlySpan<byte> Fields => _bytes;

    /// <summary>Turns the request into its answer. What was asked for is in its place already.</summary>
    public void Answer(ushort status)
    {
        _bytes[MethodOffset] = (byte)(ResponseBit | (byte)ManagementMethod.Get);
        _bytes.Put16(StatusOffset, status);
    }
}
