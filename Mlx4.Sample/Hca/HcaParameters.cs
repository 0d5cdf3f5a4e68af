namespace Mlx4.Sample.Hca;

/// <summary>The parameters of INIT_HCA, read once from the mailbox.</summary>
internal readonly ref struct HcaParameters(ReadOnlySpan<byte> bytes)
{
    /// <summary>The binary logarithm of the size of the EQ table where EQs belong to functions.</summary>
    public const int SystemEqs = 0x1f;

    private const byte Eqe64Bytes = 0x20;
    private const byte Cqe64Bytes = 0x40;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public byte Version => Bytes[0];

    public Table Qpc => At(0x30, 0x37, 0x1f);

    public Table Srqc => At(0x48, 0x4f, 0x1f);

    public Table Cqc => At(0x50, 0x57, 0x1f);

    public ulong Altc => Bytes.Get64(0x60);

    public ulong Auxc => Bytes.Get64(0x70);

    public Table Eqc => At(0x80, 0x87, 0x1f);

    /// <summary>Its logarithm is that of the entries a QP has.</summary>
    public Table Rdmarc => At(0x90, 0x97, 0x07);

    public Table Dmpt => new(Bytes.Get64(0xf0), Bytes[0xfb] & 0x3f);

    public ulong Mtt => Bytes.Get64(0x100);

    public ulong Cmpt => Bytes.Get64(0x108);

    public int LogUars => Bytes[0x12a];

    public int UarPageShift => 12 + Bytes[0x12b];

    public int EqeStride => Stride(Bytes[0x5b] >> 4, Eqe64Bytes);

    public int EqeOffset => Offset(Bytes[0x5b] >> 4, Eqe64Bytes);

    public int CqeStride => Stride(Bytes[0x5b] & 0xf, Cqe64Bytes);

    public int CqeOffset => Offset(Bytes[0x5b] & 0xf, Cqe64Bytes);

    public SteeringTable Steering => IsDeviceManaged
        ? new(Bytes.Get64(0x1d0), Bytes[0x1e3] & 0x1f, 0, Bytes[0x1eb] & 0x1f, IsDeviceManaged: true)
        : new(Bytes.Get64(0xc0), Bytes[0xd3] & 0x1f, Bytes[0xd7] & 0x1f, Bytes[0xdb] & 0x1f, IsDeviceManaged: false);

    /// <summary>Whether flow steering is device-managed.</summary>
    private bool IsDeviceManaged => (Bytes.Get32(0x14) & (1 << 6)) != 0;

    private int Stride(int log, byte flag) => log != 0 ? 32 << log : (Bytes[0x58] & flag) != 0 ? 64 : 32;

    /// <summary>With a stride of its own an entry begins with the record; one of 64 bytes without it ends with the record.</summary>
    private int Offset(int log, byte flag) => log == 0 && (Bytes[0x58] & flag) != 0 ? 32 : 0;

    private Table At(int offset, int log, byte mask) => new(Bytes.Get64(offset) & ~0x1fUL, Bytes[log] & mask);

    /// <summary>A table in ICM.</summary>
    /// <param name="Base">The ICM address.</param>
    /// <param name="Log">The binary logarithm of the number of entries.</param>
    internal readonly record struct Table(ulong Base, int Log);

    /// <summary>The table of the multicast groups, or of the flow rules where steering is device-managed.</summary>
    /// <param name="Base">The ICM address.</param>
    /// <param name="LogEntry">The binary logarithm of the size of an entry in bytes.</param>
    /// <param name="LogHash">The binary logarithm of the number of groups that a hash can name; the others only continue a chain.</param>
    /// <param name="Log">The binary logarithm of the number of entries.</param>
    /// <param name="IsDeviceManaged">Whether flow steering is device-managed.</param>
    internal readonly record struct SteeringTable(ulong Base, int LogEntry, int LogHash, int Log, bool IsDeviceManaged);
}
