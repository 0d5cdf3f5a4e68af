using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that start and stop the HCA, and those that set what belongs to it as a whole.</summary>
internal sealed class HcaCommands
{
    private readonly ConnectX3 _card;

    private HcaCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new HcaCommands(card);
        firmware.Add(Opcode.InitHca, Firmware.Needs.Firmware, commands.InitHca);
        firmware.Add(Opcode.CloseHca, Firmware.Needs.Hca, commands.CloseHca, 1 << 0 | 1 << 1);
        firmware.Add(Opcode.QueryHca, Firmware.Needs.Firmware, commands.QueryHca);
        firmware.Add(Opcode.ConfigDev, Firmware.Needs.Hca, commands.ConfigDev, 1 << 0 | 1 << 1);
        firmware.Add(Opcode.ConfSpecialQp, Firmware.Needs.Hca, commands.ConfSpecialQp, usesInputModifier: true);
    }

    private CommandStatus InitHca(ref Command command)
    {
        if (_card.Hca.IsRunning || !_card.Icm.IsReady)
        {
            return CommandStatus.BadSysState;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        Span<byte> copy = stackalloc byte[Hca.ParametersSize];
        input[..Hca.ParametersSize].CopyTo(copy);
        var parameters = new HcaParameters(copy);
        CommandStatus status = HcaParametersCheck.Check(parameters, _card);
        if (status == CommandStatus.Ok)
        {
            _card.Hca.Start(parameters);
        }
        return status;
    }

    /// <summary>
    /// Stops the HCA. The queues, regions, ports, mapped events and special QPs that the host has not taken back stop with it, but stay in
    /// the ledger until they are set anew or the card is reset: nobody has given them back. Opcode modifier 1 says that the host is in a
    /// panic; it makes no difference.
    /// </summary>
    private CommandStatus CloseHca(ref Command command)
    {
        _card.EventQueues.Stop();
        _card.CommChannel.Close();
        _card.Verbs.Stop();
        _card.Ports.Stop();
        _card.Hca.Close();
        return CommandStatus.Ok;
    }

    /// <summary>The parameters of INIT_HCA, zero before, and the core clock in MHz where INIT_HCA has the cache line.</summary>
    private CommandStatus QueryHca(ref Command command)
    {
        if (!command.TryOutput(Hca.ParametersSize, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        _card.Hca.Parameters.CopyTo(output);
        // What INIT_HCA has at these places is not what QUERY_HCA has there.
        output[0] = 0;
        output.Put64(0x04, 0);
        output.Put16(0x0c, ConnectX3.CoreClock);
        output[0x0e] = 0;
        output.Put32(0x18, 0);
        return CommandStatus.Ok;
    }

    /// <summary>Opcode modifier 0 sets the device's configuration, 1 gets it.</summary>
    private CommandStatus ConfigDev(ref Command command)
    {
        DeviceConfiguration configuration = _card.Configuration;
        if (command.Modifier == 0)
        {
            return command.TryInput(out ReadOnlySpan<byte> input) && configuration.TrySet(input) ? CommandStatus.Ok : CommandStatus.BadParam;
        }
        if (!command.TryOutput(DeviceConfiguration.Size, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        configuration.Bytes.CopyTo(output);
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Input modifier: the first of the eight special QPs, a multiple of 8; 0 for none. While there are virtual functions, eight proxies and then
    /// eight tunnels of each function that the comm channel can have follow.
    /// </summary>
    private CommandStatus ConfSpecialQp(ref Command command)
    {
        const uint SpecialQps = 8;
        uint first = command.InputModifier;
        if (first % SpecialQps != 0)
        {
            return CommandStatus.BadParam;
        }
        ulong count = _card.VirtualFunctions.AnyEnabled ? SpecialQps + (2 * SpecialQps * CommChannel.Slaves) : SpecialQps;
        if (first != 0 && (first < 1u << Capabilities.LogReservedQps || first + count > 1u << _card.Hca.Qpc.Log))
        {
            return CommandStatus.BadIndex;
        }
        _card.Hca.UseSpecialQps(first);
        return CommandStatus.Ok;
    }
}
