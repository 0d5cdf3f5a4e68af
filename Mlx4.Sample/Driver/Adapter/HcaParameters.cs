using System.Text;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;

namespace Mlx4.Sample.Driver.Adapter;

/// <summary>The input of INIT_HCA (<c>mlx4_INIT_HCA</c>).</summary>
internal static class HcaParameters
{
    private const byte Version = 2;

    /// <summary>Bits 7:5: the logarithm of the host's cache line, 64 bytes, less 4; the rest is fixed.</summary>
    private const byte CacheLine64 = 0x50;

    private const uint CheckUdPort = 1 << 0;
    private const uint ChecksumIpoib = 1 << 3;
    private const uint EnableCounters = 1 << 4;
    private const uint DeviceManagedSteering = 1 << 6;
    private const uint RssIpFragments = 1 << 13;
    private const uint RecoverableErrors = 1U << 31;
    private const uint Eqe64Bytes = 1 << 29;
    private const uint Cqe64Bytes = 1 << 30;
    private const byte MemoryWindows = 1 << 7;
    private const byte SharedEqs = 0x1f;
    private const byte UnicastSteering = 1 << 3;

    /// <summary>The steering of the device sorts unicast UDP and TCP packets of either kind of port, by up to eight addresses.</summary>
    private const byte SortUnicast = 0x06;
    private const ushort L2Addresses = 8;

    /// <summary>Fills the mailbox.</summary>
    public static void Write(DeviceState device, Mailbox mailbox)
    {
        DeviceCapabilities capabilities = device.Capabilities;
        mailbox.Clear();
        mailbox.Write8(0x000, Version);
        mailbox.Write8(0x00e, CacheLine64);
        mailbox.Write32(0x014, Flags(capabilities));
        mailbox.Write32(0x018, capabilities.Limits.RecoverableErrors ? RecoverableErrors : 0);
        mailbox.Write32(0x058, (capabilities.EqeSize == 64 ? Eqe64Bytes : 0) | (capabilities.CqeSize == 64 ? Cqe64Bytes : 0));
        WriteTables(capabilities, mailbox);
        WriteSteering(capabilities, mailbox);
        mailbox.Write8(0x12a, (byte)int.Log2(capabilities.Uars));
        if (capabilities.Limits.DriverVersion)
        {
            Encoding.ASCII.GetBytes("Linux,mlx4_core,4.0-0", mailbox.Bytes[0x140..0x180]);
        }
    }

    private static uint Flags(DeviceCapabilities capabilities) => CheckUdPort
        | (capabilities.Has(DeviceFeatures.IpoibChecksum) ? ChecksumIpoib : 0)
        | (capabilities.Has(DeviceFeatures.Counters) ? EnableCounters : 0)
        | (capabilities.SteeringMode == SteeringMode.DeviceManaged ? DeviceManagedSteering : 0)
        | (capabilities.Has(DeviceFeatures.RssIpFragments) ? RssIpFragments : 0);

    private static void WriteTables(DeviceCapabilities capabilities, Mailbox mailbox)
    {
        IcmLayout layout = capabilities.Layout;
        WriteTable(0x030, layout[IcmResource.Qp]);
        WriteTable(0x048, layout[IcmResource.Srq]);
        WriteTable(0x050, layout[IcmResource.Cq]);
        mailbox.Write64(0x060, layout[IcmResource.Altc].Start);
        mailbox.Write64(0x070, layout[IcmResource.Auxc].Start);
        // A master's table has room for the queues of all functions, and each function uses so many.
        WriteTable(0x080, layout[IcmResource.Eq] with { Count = capabilities.Eqs });
        if (capabilities.Limits.SystemEqs > 0)
        {
            mailbox.Write8(0x087, SharedEqs);
            mailbox.Write16(0x08a, (ushort)capabilities.Limits.SystemEqs);
        }
        IcmRegion rdmarc = layout[IcmResource.Rdmarc];
        WriteTable(0x090, rdmarc with { Count = rdmarc.Count / capabilities.Qps });
        mailbox.Write64(0x0f0, layout[IcmResource.Dmpt].Start);
        mailbox.Write8(0x0f8, capabilities.Has(DeviceFeatures.MemoryWindows) ? MemoryWindows : (byte)0);
        mailbox.Write8(0x0fb, layout[IcmResource.Dmpt].LogCount);
        mailbox.Write64(0x100, layout[IcmResource.Mtt].Start);
        mailbox.Write64(0x108, layout[IcmResource.Cmpt].Start);

        // The logarithm of the number shares the word with the address, whose low bits are 0.
        void WriteTable(int offset, IcmRegion region) => mailbox.Write64(offset, region.Start | region.LogCount);
    }

    private static void WriteSteering(DeviceCapabilities capabilities, Mailbox mailbox)
    {
        IcmRegion groups = capabilities.Layout[IcmResource.Mcg];
        if (capabilities.SteeringMode == SteeringMode.DeviceManaged)
        {
            mailbox.Write64(0x1d0, groups.Start);
            mailbox.Write8(0x1e3, (byte)capabilities.LogMgmEntrySize);
            mailbox.Write8(0x1eb, groups.LogCount);
            mailbox.Write8(0x1f1, SortUnicast);
            mailbox.Write16(0x1f2, L2Addresses);
            mailbox.Write8(0x1f5, SortUnicast);
            mailbox.Write16(0x1f6, L2Addresses);
            return;
        }
        mailbox.Write64(0x0c0, groups.Start);
        mailbox.Write8(0x0d3, (byte)capabilities.LogMgmEntrySize);
        mailbox.Write8(0x0d7, (byte)int.Log2(capabilities.Mgms));
        mailbox.Write8(0x0d8, capabilities.SteeringMode == SteeringMode.B0 ? UnicastSteering : (byte)0);
        mailbox.Write8(0x0db, groups.LogCount);
    }
}
