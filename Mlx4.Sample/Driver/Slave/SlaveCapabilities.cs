using System.Net.NetworkInformation;
using System.Numerics;
using System.Security.Cryptography;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>Finds out what the card has, and what of it the master grants this function (<c>mlx4_slave_cap</c>).</summary>
internal sealed partial class SlaveCapabilities(DeviceState device, StageScope scope)
{
    /// <summary>
    /// What a master may have changed that this driver follows: entries of 64 bytes, and static steering of multicast. Entries with a stride
    /// are not among it.
    /// </summary>
    private const uint KnownBehaviour = 1 << 0 | 1 << 2;

    private readonly Mailbox _mailbox = new(device.Commands);
    private HcaSettings _hca = new();
    private FunctionCapabilities _function = new();

    private DeviceCapabilities Capabilities => device.Capabilities;

    private IReadOnlyList<PortCapabilities> Ports => device.Capabilities.Ports;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "reads only")]
    private Errno QueryHca()
    {
        Errno error = _mailbox.Query(Opcode.QueryHca);
        if (error == Errno.Ok)
        {
            _hca = HcaSettings.Read(_mailbox);
        }
        return error;
    }

    /// <summary>EINVAL: the HCA is used in a way that the driver does not know of.</summary>
    [InitStage(30, NoCleanup = "looks only")]
    private Errno CheckGlobalCaps() => _hca.GlobalCapabilities == 0 ? Errno.Ok : Errno.EINVAL;

    [InitStage(40, NoCleanup = "reads only")]
    private InitResult<Errno> ReadDevCap() => new CapabilityReader(device, scope.Nested(nameof(CapabilityReader))).LoadOne();

    /// <summary>The version only: everything else in the answer is the master's. A slave works without.</summary>
    [InitStage(50, NoCleanup = "reads only", Optional = true)]
    private Errno QueryFw()
    {
        Errno error = _mailbox.Query(Opcode.QueryFw);
        if (error == Errno.Ok)
        {
            device.Firmware = new FirmwareInfo { Version = FirmwareInfo.Read(_mailbox).Version };
        }
        return error;
    }

    /// <summary>ENODEV: a UAR page is larger than a page of the host.</summary>
    [InitStage(60, NoCleanup = "looks only")]
    private Errno CheckUarPage() => _hca.UarPageSize <= IcmPages.PageSize ? Errno.Ok : Errno.ENODEV;

    /// <summary>EPROTONOSUPPORT: the master allows neither Ethernet nor RDMA.</summary>
    [InitStage(70, NoCleanup = "reads only")]
    private Errno QueryFuncCap()
    {
        // A number of event queues that is no power of two is welcome, and so are VLANs within VLANs.
        const uint TakesAnyEqs = 1U << 31;
        const uint KnowsQinQ = 1 << 30;

        if (_mailbox.Query(Opcode.QueryFuncCap, TakesAnyEqs | KnowsQinQ) is var error and not Errno.Ok)
        {
            return error;
        }
        _function = FunctionCapabilities.Read(_mailbox);
        return _function.AllowsProtocol ? Errno.Ok : Errno.EPROTONOSUPPORT;
    }

    /// <summary>EINVAL: the master has changed something that the driver does not know of.</summary>
    [InitStage(80, NoCleanup = "looks only")]
    private Errno CheckContextBehaviour() => (_function.ContextBehaviour & ~KnownBehaviour) == 0 ? Errno.Ok : Errno.EINVAL;

    /// <summary>ENODEV: there are more than two ports.</summary>
    [InitStage(90, NoCleanup = "looks only")]
    private Errno CheckPorts() => _function.Ports <= CapabilityReader.MaxPorts ? Errno.Ok : Errno.ENODEV;

    [InitStage(100, NoCleanup = "numbers only")]
    private void CopyQuotas()
    {
        Capabilities.Ports = [.. Ports.Take(_function.Ports)];
        Capabilities.Qps = RoundDown(_function.QpQuota);
        Capabilities.Srqs = RoundDown(_function.SrqQuota);
        Capabilities.Cqs = RoundDown(_function.CqQuota);
        Capabilities.Mpts = RoundDown(_function.MptQuota);
        Capabilities.Eqs = _function.Eqs;
        Capabilities.ReservedEqs = _function.ReservedEqs;
        Capabilities.CqQuota = _function.CqQuota;

        static int RoundDown(int quota) => 1 << BitOperations.Log2((uint)quota);
    }

    /// <summary>The master gives no address to a function whose administrator has not chosen one.</summary>
    [InitStage(110, NoCleanup = "fields only")]
    private void ReplaceZeroMacs()
    {
        foreach (PortCapabilities port in Ports.Where(static port => port.Type == PortType.Ethernet && !port.HasMac))
        {
            port.Mac = RandomAddress();
        }
    }

    [InitStage(120, NoCleanup = "reads only", ForEach = nameof(Ports))]
    private InitResult<Errno> SlaveSpecialQpCap(PortCapabilities port) =>
        new SlavePort(device, port, scope.Nested(nameof(SlavePort), $"port {port.Number}")).LoadOne();

    /// <summary>ENOMEM: BAR 2 is too short for the UARs.</summary>
    [InitStage(130, NoCleanup = "looks only")]
    private Errno CheckUars() =>
        (Capabilities.Uars - Capabilities.ReservedUars) * (long)IcmPages.PageSize <= (long)device.Pci.RegionSize(PciRegion.Bar2)
            ? Errno.Ok
            : Errno.ENOMEM;

    /// <summary>A slave follows the master, whatever it would choose itself. The clock is the master's alone.</summary>
    [InitStage(140, NoCleanup = "fields only")]
    private void AdoptSettings()
    {
        Capabilities.EqeSize = _hca.EqeSize;
        Capabilities.CqeSize = _hca.CqeSize;
        Capabilities.SteeringMode = _hca.SteeringMode;
        Capabilities.LogMgmEntrySize = _hca.LogMgmEntrySize;
        Capabilities.Limits = Capabilities.Limits with { Timestamps = false };
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    /// <summary>An address of the locally administered ones (IEEE 802, 8.4), for one station.</summary>
    private static PhysicalAddress RandomAddress()
    {
        const byte Group = 1;
        const byte Local = 2;
        byte[] address = RandomNumberGenerator.GetBytes(6);
        address[0] = (byte)(address[0] & ~Group | Local);
        return new PhysicalAddress(address);
    }
}
