namespace Mlx4.Sample.Hca;

/// <summary>The part of the device's configuration that CONFIG_DEV sets and gets, zero until somebody sets it.</summary>
internal sealed class DeviceConfiguration
{
    /// <summary>The size of the configuration in bytes.</summary>
    public const int Size = 0x84;

    // The first word of a mailbox that sets says what it sets.
    private const uint SetsVxlanPort = 1 << 0;
    private const uint SetsRocePorts = 1 << 3;
    private const uint SetsRoceFlags = 1 << 18;

    private const int VxlanPort = 0x10;
    private const int RocePorts = 0x14; // entropy and UDP port of RoCE v2
    private const int RoceFlags = 0x18;

    private readonly byte[] _bytes = new byte[Size];

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Sets what a mailbox says.</summary>
    /// <returns>Whether it says only what there is to set.</returns>
    public bool TrySet(ReadOnlySpan<byte> input)
    {
        uint sets = input.Get32(0);
        if ((sets & ~(SetsVxlanPort | SetsRocePorts | SetsRoceFlags)) != 0)
        {
            return false;
        }
        if ((sets & SetsVxlanPort) != 0)
        {
            input.Slice(VxlanPort, sizeof(ushort)).CopyTo(_bytes.AsSpan(VxlanPort));
        }
        if ((sets & SetsRocePorts) != 0)
        {
            input.Slice(RocePorts, 2 * sizeof(ushort)).CopyTo(_bytes.AsSpan(RocePorts));
        }
        if ((sets & SetsRoceFlags) != 0)
        {
            input.Slice(RoceFlags, sizeof(uint)).CopyTo(_bytes.AsSpan(RoceFlags));
        }
        return true;
    }

    public void Reset() => Array.Clear(_bytes);
}
