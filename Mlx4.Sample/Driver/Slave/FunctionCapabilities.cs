using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>The answer to QUERY_FUNC_CAP: what the master grants a slave.</summary>
internal sealed record FunctionCapabilities
{
    private const byte Ethernet = 0x80;
    private const byte Rdma = 0x40;
    private const byte QuotasValid = 0x10;

    /// <summary>Where the quotas begin; and where the numbers of everything there is do, which an old master sends instead.</summary>
    private const int Quotas = 0x50;
    private const int Totals = 0x10;

    /// <summary>Whether a protocol that the driver serves is allowed.</summary>
    public bool AllowsProtocol { get; init; }

    public int Ports { get; init; }

    /// <summary>What the master has changed in the layout of things that the slave reads itself.</summary>
    public uint ContextBehaviour { get; init; }

    public int QpQuota { get; init; }
    public int CqQuota { get; init; }
    public int SrqQuota { get; init; }
    public int MptQuota { get; init; }

    public int Eqs { get; init; }
    public int ReservedEqs { get; init; }

    /// <summary>Reads the output of QUERY_FUNC_CAP for the function as a whole.</summary>
    public static FunctionCapabilities Read(Mailbox mailbox)
    {
        byte flags = mailbox.Read8(0x00);
        int quotas = (flags & QuotasValid) != 0 ? Quotas : Totals;
        return new FunctionCapabilities
        {
            AllowsProtocol = (flags & (Ethernet | Rdma)) != 0,
            Ports = mailbox.Read8(0x01),
            ContextBehaviour = mailbox.Read32(0x04),
            QpQuota = mailbox.Read24(quotas),
            CqQuota = mailbox.Read24(quotas + 0x04),
            SrqQuota = mailbox.Read24(quotas + 0x08),
            MptQuota = mailbox.Read24(quotas + 0x10),
            Eqs = mailbox.Read24(0x2c),
            ReservedEqs = mailbox.Read24(0x30),
        };
    }
}
