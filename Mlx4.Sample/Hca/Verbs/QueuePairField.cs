namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A part of a QP's context, as bits of a 32-bit word.</summary>
/// <param name="Field">The field that it belongs to.</param>
/// <param name="Offset">The offset of the word in the context.</param>
/// <param name="Mask">Its bits.</param>
internal readonly record struct QueuePairField(QueuePairFields Field, int Offset, uint Mask)
{
    private const int PrimaryPath = 0x18;
    private const int AlternatePath = 0x44;
    private const int PathSize = 0x2c;
    private const int Params1 = 0x70;
    private const int Params2 = 0x90;

    public static readonly QueuePairField[] All =
    [
        .. Words(QueuePairFields.AlternatePath, AlternatePath, PathSize),
        new(QueuePairFields.RemoteReadEnable, Params2, 1 << 15),
        new(QueuePairFields.RemoteWriteEnable, Params2, 1 << 14),
        new(QueuePairFields.RemoteAtomicEnable, Params2, 1 << 13),
        new(QueuePairFields.ReceiveRdmaMax, Params2, 7 << 21),
        new(QueuePairFields.SendRdmaMax, Params1, 7 << 21),
        new(QueuePairFields.RetryCount, Params1, 7 << 16),
        new(QueuePairFields.RnrRetry, Params1, 7 << 13),
        new(QueuePairFields.RnrTimeout, 0x94, 0xff00_0000),
        new(QueuePairFields.ReceivePsn, 0x94, 0x00ff_ffff),
        new(QueuePairFields.SendPsn, 0x78, 0x00ff_ffff),
        new(QueuePairFields.Qkey, 0xa8, uint.MaxValue),
        new(QueuePairFields.MigrationState, 0x00, 3 << 11),
        new(QueuePairFields.Mtu, 0x08, 0xff00_0000),
        new(QueuePairFields.RemoteQp, 0x14, 0x00ff_ffff),
        new(QueuePairFields.VlanStripping, 0xc0, 1 << 30),

        // The primary path has parts that are optional by themselves: P_Key, counter, timeout, schedule.
        new(QueuePairFields.PrimaryPath, PrimaryPath, 0xffff_ff00),
        new(QueuePairFields.PkeyIndex, PrimaryPath, 0x0000_00ff),
        new(QueuePairFields.Counter, PrimaryPath + 0x04, 0xff00_0000),
        new(QueuePairFields.PrimaryPath, PrimaryPath + 0x04, 0x00ff_ffff),
        new(QueuePairFields.MacIndex, PrimaryPath + 0x04, 0x00ff_0000),
        new(QueuePairFields.AckTimeout, PrimaryPath + 0x08, 0xff00_0000),
        new(QueuePairFields.PrimaryPath, PrimaryPath + 0x08, 0x00ff_ffff),
        .. Words(QueuePairFields.PrimaryPath, PrimaryPath + 0x0c, 0x14),
        new(QueuePairFields.Schedule, PrimaryPath + 0x20, 0xff00_0000),
        new(QueuePairFields.PrimaryPath, PrimaryPath + 0x20, 0x00ff_ffff),
        .. Words(QueuePairFields.PrimaryPath, PrimaryPath + 0x24, 0x08),
    ];

    private static IEnumerable<QueuePairField> Words(QueuePairFields field, int offset, int size)
    {
        for (int at = 0; at < size; at += sizeof(uint))
        {
            yield return new QueuePairField(field, offset + at, uint.MaxValue);
        }
    }
}
