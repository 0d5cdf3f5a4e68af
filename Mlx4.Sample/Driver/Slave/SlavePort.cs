using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>What the master grants a slave of a port (the loop of <c>mlx4_slave_special_qp_cap</c>). It serves one load.</summary>
internal sealed partial class SlavePort(DeviceState device, PortCapabilities port, StageScope scope)
{
    /// <summary>QUERY_FUNC_CAP: asks for a port.</summary>
    private const byte OfPort = 1;

    // The places of the flags, and the flags.
    private const int Flags0 = 0x08;
    private const int ForcePhysicalGid = 7;
    private const int Flags1 = 0x0c;
    private const int ForceVlan = 7;
    private const int ForceMac = 6;
    private const int PortIdValid = 4;
    private const int Qp0Enabled = 3;

    private readonly Mailbox _mailbox = new(device.Commands);

    private bool EnforcesForeignAddresses => port.Type == PortType.InfiniBand
        ? _mailbox.Bit8(Flags0, ForcePhysicalGid)
        : _mailbox.Bit8(Flags1, ForceVlan) || _mailbox.Bit8(Flags1, ForceMac);

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    [InitStage(20, NoCleanup = "reads only")]
    private Errno QueryFuncCap() => _mailbox.Query(Opcode.QueryFuncCap, (uint)port.Number, OfPort);

    /// <summary>EPROTONOSUPPORT: the master wants addresses in packets that the driver cannot put there. EINVAL: it is another port.</summary>
    [InitStage(30, NoCleanup = "looks only")]
    private Errno CheckPort() =>
        EnforcesForeignAddresses ? Errno.EPROTONOSUPPORT
        : _mailbox.Read8(0x03) != port.Number ? Errno.EINVAL
        : Errno.Ok;

    [InitStage(40, NoCleanup = "fields only")]
    private void CopyPort()
    {
        port.PhysicalId = _mailbox.Bit8(Flags1, PortIdValid) ? _mailbox.Read64(0x28) : 0;
        port.StandIns = new StandInQps(
            Qp0Tunnel: _mailbox.Read24(0x10),
            Qp0Proxy: _mailbox.Read24(0x14),
            Qp1Tunnel: _mailbox.Read24(0x18),
            Qp1Proxy: _mailbox.Read24(0x1c),
            Qp0Key: _mailbox.Bit8(Flags1, Qp0Enabled) ? _mailbox.Read32(0x04) : 0);
    }

    /// <summary>The tables of the port's addresses and keys are shared out among the functions.</summary>
    [InitStage(50, NoCleanup = "reads only")]
    private Errno QueryTableLengths()
    {
        Errno error = _mailbox.Query(Opcode.QueryPort, (uint)port.Number);
        if (error == Errno.Ok)
        {
            port.Pkeys = _mailbox.Read16(0x0c);
            port.Gids = _mailbox.Read16(0x0e);
        }
        return error;
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
