using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Ports;

/// <summary>Sets a port up (the port loop of <c>mlx4_setup_hca</c>). It serves one load.</summary>
internal sealed partial class PortSetup(DeviceState device, int number, StageScope scope)
{
    private const int MaxVirtualLanes = 8;

    private readonly Mailbox _mailbox = new(device.Commands);
    private int _virtualLanes = 2 * MaxVirtualLanes;

    private PortCapabilities Port => device.Capabilities.Ports[number - 1];

    /// <summary>The code of the MTU: 4096 bytes, or 2048 where several functions share the port.</summary>
    private uint Mtu => device.IsMultiFunction ? 4u : 5;

    private bool IsInfiniBand => Port.Type == PortType.InfiniBand;

    [InitStage(10, Cleanup = nameof(FreeMailbox), Transient = true)]
    private Errno AllocMailbox() => _mailbox.Alloc();
    private void FreeMailbox() => _mailbox.Free();

    /// <summary>Asks the port's own agent for its PortInfo; without an answer the port claims no capabilities.</summary>
    [InitStage(20, NoCleanup = "reads only", Optional = true)]
    private Errno GetPortIbCaps()
    {
        // Base version 1, class of subnet management, class version 1, method Get; the attribute; the port as its modifier.
        const uint SubnetManagementGet = 0x0101_0101;
        const ushort PortInfo = 0x0015;
        const int CapabilityMask = 84;
        const byte IgnoreKeys = 3;

        _mailbox.Clear();
        _mailbox.Write32(0x00, SubnetManagementGet);
        _mailbox.Write16(0x10, PortInfo);
        _mailbox.Write32(0x14, (uint)number);
        // The answer may overwrite the question.
        Errno error = device.Commands.Execute(new Command(Opcode.MadIfc, (uint)number, IgnoreKeys, _mailbox.BusAddress, _mailbox.BusAddress));
        Port.IbCapabilityMask = error == Errno.Ok ? _mailbox.Read32(CapabilityMask) : 0;
        return error;
    }

    [InitStage(30, NoCleanup = "a number", When = nameof(IsInfiniBand))]
    private void HalveVirtualLanes() => _virtualLanes /= 2;

    /// <summary>
    /// States the port's MTU and virtual lanes. A port that has no room for so many lanes is asked for half as many, down to one.
    /// An Ethernet port needs nothing.
    /// </summary>
    [InitStage(40, NoCleanup = "settings, stated anew by every load", When = nameof(IsInfiniBand),
        RestartOn = Errno.ENOMEM, RestartFrom = nameof(HalveVirtualLanes), MaxRestarts = 3)]
    private Errno SetPort()
    {
        const uint ChangeMtu = 1 << 22;
        const uint ChangeVirtualLanes = 1 << 21;
        const uint ChangePkeys = 1 << 20;
        const int MtuShift = 12;
        const int VirtualLanesShift = 4;

        bool isMaster = device.Mode == FunctionMode.Master;
        _mailbox.Clear();
        _mailbox.Write32(0x00, ChangeMtu | ChangeVirtualLanes | (isMaster ? ChangePkeys : 0) | Mtu << MtuShift | (uint)_virtualLanes << VirtualLanesShift);
        _mailbox.Write32(0x04, Port.IbCapabilityMask);
        if (isMaster)
        {
            _mailbox.Write16(0x28, (ushort)Port.Pkeys);
        }
        return _mailbox.Send(Opcode.SetPort, (uint)number);
    }

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);
}
