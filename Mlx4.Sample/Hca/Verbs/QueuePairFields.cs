namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The fields of a QP's context that a command can change after RST2INIT. The low 32 bits are those of the mask of optional
/// parameters (Linux: <c>mlx4_qp_optpar</c>), the others are always taken by the commands that know them.
/// </summary>
[Flags]
internal enum QueuePairFields : ulong
{
    None = 0,
    AlternatePath = 1UL << 0,
    RemoteReadEnable = 1UL << 1,
    RemoteAtomicEnable = 1UL << 2,
    RemoteWriteEnable = 1UL << 3,
    PkeyIndex = 1UL << 4,
    Qkey = 1UL << 5,
    RnrTimeout = 1UL << 6,
    PrimaryPath = 1UL << 7,
    SendRdmaMax = 1UL << 8,
    ReceiveRdmaMax = 1UL << 9,
    MigrationState = 1UL << 10,
    RetryCount = 1UL << 12,
    RnrRetry = 1UL << 13,
    AckTimeout = 1UL << 14,
    Schedule = 1UL << 16,
    Counter = 1UL << 20,
    VlanStripping = 1UL << 21,
    Optional = uint.MaxValue,

    Mtu = 1UL << 32,
    RemoteQp = 1UL << 33,
    ReceivePsn = 1UL << 34,
    SendPsn = 1UL << 35,
    MacIndex = 1UL << 36,
}
