using Mlx4.Sample.Hca.Events;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands by which the master's driver serves other functions: their memory, their events, the comm channel.</summary>
internal sealed class FunctionCommands
{
    private readonly ConnectX3 _card;

    private FunctionCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new FunctionCommands(card);
        firmware.Add(Opcode.QueryFunc, Firmware.Needs.Hca, commands.QueryFunc, usesInputModifier: true);
        firmware.Add(Opcode.AccessMem, Firmware.Needs.Hca, commands.AccessMem, usesInputModifier: true);
        firmware.Add(Opcode.GenEqe, Firmware.Needs.Hca, commands.GenEqe, usesInputModifier: true);
        firmware.Add(Opcode.ArmCommChannel, Firmware.Needs.Hca, commands.ArmCommChannel);
        firmware.Add(Opcode.InformFlrDone, Firmware.Needs.Hca, commands.InformFlrDone, usesInputModifier: true);
    }

    /// <summary>
    /// Where a function is and how many EQs it has. Input modifier: its number, which is also its distance from the physical function on the bus.
    /// Without system EQs the firmware does not know the command.
    /// </summary>
    private CommandStatus QueryFunc(ref Command command)
    {
        if (!_card.Options.SysEqs)
        {
            return CommandStatus.BadOp;
        }
        if (!_card.TryFunction(command.InputModifier, out Function? function))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryOutput(0x100, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        output[0x01] = (byte)function.Number;
        output.Put16(0x04, (ushort)_card.Capabilities.ReservedEqsOf(function));
        output.Put16(0x06, (ushort)_card.Capabilities.EqsOf(function, _card.Hca.LogEqs));
        output[0x0b] = Capabilities.ReservedUars;
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Copies from one function's host memory to another's. Both parameters: an address of 256 bytes with the function's number in its low bits.
    /// Input modifier: how many bytes, a multiple of 256 and at most a mailbox (chosen; drivers copy no more).
    /// </summary>
    private CommandStatus AccessMem(ref Command command)
    {
        const uint Unit = 0x100;
        uint length = command.InputModifier;
        if (length == 0 || length % Unit != 0 || length > Command.MailboxSize)
        {
            return CommandStatus.BadSize;
        }
        if (!_card.TryFunction((uint)(command.InputParameter % Unit), out Function? from)
            || !_card.TryFunction((uint)(command.OutputParameter % Unit), out Function? to))
        {
            return CommandStatus.BadIndex;
        }
        Span<byte> copy = stackalloc byte[(int)length];
        for (uint done = 0; done < length; done += Unit)
        {
            if (!TryMemory(from, command.InputParameter, done, out Span<byte> source) || !TryMemory(to, command.OutputParameter, done, out _))
            {
                return CommandStatus.BadParam;
            }
            source.CopyTo(copy[(int)done..]);
        }
        command.InputCopy?.Take(copy);
        for (uint done = 0; done < length; done += Unit)
        {
            if (TryMemory(to, command.OutputParameter, done, out Span<byte> target))
            {
                copy.Slice((int)done, (int)Unit).CopyTo(target);
            }
        }
        return CommandStatus.Ok;

        static bool TryMemory(Function function, ulong address, uint at, out Span<byte> memory) =>
            function.Dma((address & ~(ulong)(Unit - 1)) + at, (int)Unit, out memory);
    }

    /// <summary>Posts an event to a queue of a function. Input: the entry without its owner. Input modifier: bits 7:0 the function, 25:16 the queue.</summary>
    private CommandStatus GenEqe(ref Command command)
    {
        const uint Used = 0x03ff_00ff;
        if ((command.InputModifier & ~Used) != 0)
        {
            return CommandStatus.BadParam;
        }
        if (!_card.TryFunction(command.InputModifier & 0xff, out Function? function))
        {
            return CommandStatus.BadIndex;
        }
        if (_card.EventQueues[function, command.InputModifier >> 16] is not { } queue)
        {
            return CommandStatus.BadResourceState;
        }
        if (!command.TryInput(out ReadOnlySpan<byte> input))
        {
            return CommandStatus.BadParam;
        }
        queue.Post(input[..EventQueue.EventSize]);
        return CommandStatus.Ok;
    }

    private CommandStatus ArmCommChannel(ref Command command)
    {
        _card.CommChannel.Arm();
        return CommandStatus.Ok;
    }

    /// <summary>The driver has taken back all that a function had which was reset. Input modifier: the function.</summary>
    private CommandStatus InformFlrDone(ref Command command)
    {
        if (command.InputModifier == 0 || !_card.TryFunction(command.InputModifier, out Function? function))
        {
            return CommandStatus.BadIndex;
        }
        _card.CommChannel.ResetDone(function.Number);
        return CommandStatus.Ok;
    }
}
