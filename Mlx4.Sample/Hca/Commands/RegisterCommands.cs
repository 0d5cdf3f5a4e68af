using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>
/// ACCESS_REG: reads or writes a register of the firmware's. A mailbox has 0x00 the constant 0x0804, 0x02 status, 0x04 the register, 0x06 the
/// method, 0x07 the constant 1, 0x10 the length, 0x14 the register's bytes. The length counts words, and is one more than those of the register.
/// </summary>
internal sealed class RegisterCommands
{
    private const int HeaderSize = 0x14;
    private const int Status = 0x02;
    private const int Register = 0x04;
    private const int Method = 0x06;
    private const byte Query = 1;
    private const byte Write = 2;
    private const byte Response = 0x80;

    // The status of the register, not of the command.
    private const byte UnknownRegister = 4;
    private const byte UnknownMethod = 6;
    private const byte BadParameter = 7;

    private readonly ConnectX3 _card;

    private RegisterCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card) =>
        firmware.Add(Opcode.AccessReg, Firmware.Needs.Hca, new RegisterCommands(card).AccessReg);

    private CommandStatus AccessReg(ref Command command)
    {
        const ushort Ptys = 0x5004;
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        // The two mailboxes may be one.
        Span<byte> copy = stackalloc byte[HeaderSize + PortTypeAndSpeed.Size];
        input[..copy.Length].CopyTo(copy);
        if (!command.TryOutput(copy.Length, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        ReadOnlySpan<byte> header = copy;
        byte method = copy[Method];
        copy[Status] = method is not (Query or Write) ? UnknownMethod
            : header.Get16(Register) != Ptys ? UnknownRegister
            : AccessPtys(copy[HeaderSize..], method == Write) ? (byte)0
            : BadParameter;
        copy[Method] |= Response;
        copy.CopyTo(output);
        return CommandStatus.Ok;
    }

    private bool AccessPtys(Span<byte> register, bool write)
    {
        if (!_card.Ports.TryGet(register[PortTypeAndSpeed.Port], out Port? port) || (write && !PortTypeAndSpeed.TryWrite(port, register)))
        {
            return false;
        }
        PortTypeAndSpeed.Read(port, register);
        return true;
    }
}
