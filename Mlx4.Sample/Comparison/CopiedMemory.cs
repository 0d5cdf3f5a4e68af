using System.Globalization;
using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Sample.Comparison;

/// <summary>
/// Reads what ACCESS_MEM copies between the memory of a virtual function and its master's. That is how the master hears of the commands of
/// the function's driver, one after the other: first the function's command register (VHCR), then its input mailbox if it has one; back come
/// the output mailbox and the register with the answer.
/// <code>
/// 0x00  input parameter    0x10  output parameter    0x1c  status 31:24 | event wanted 22 | opcode modifier 15:12 | opcode 11:0
/// 0x08  input modifier     0x18  token in 31:16
/// </code>
/// </summary>
internal sealed class CopiedMemory
{
    /// <summary>The parameters of ACCESS_MEM are addresses with the number of a function in their low bits.</summary>
    private const ulong FunctionNumber = 0xff;

    private const int InputParameter = 0x00;
    private const int Modifier = 0x08;
    private const int OutputParameter = 0x10;
    private const int OpcodeWord = 0x1c;
    private const uint OpcodeMask = 0xfff;
    private const uint PageOffset = 0xfff;

    /// <summary>The mailbox of WRITE_MTT: the number of the first entry, and from here on the entries, which are addresses of pages.</summary>
    private const int FirstTranslation = 0x10;

    /// <summary>The bit of an entry that says that it is one.</summary>
    private const uint Present = 1;

    private string? _request;

    public ComparableCommand Read(LoggedCommand copy)
    {
        ulong from = copy.InputParameter & FunctionNumber;
        bool isRegister = copy.InputModifier < Command.MailboxSize;
        if (isRegister && from != 0)
        {
            string command = ((Opcode)(copy.Word(OpcodeWord) & OpcodeMask)).Name();
            ulong input = ((ulong)OfRegister(copy, InputParameter) << 32) | OfRegister(copy, InputParameter + sizeof(uint));
            _request = Invariant($"VF {from}, {command} 0x{copy.Word(Modifier):x} of 0x{input:x}");
        }
        ComparableCommand read = _request is null
            ? Of(HasTranslations(copy) ? "the master's own translations" : "the master's own mailbox", copy, offset => OfMailbox(copy, offset))
            : Of(
                $"{_request}, {(from == 0 ? "answer" : "request")}{(isRegister ? "" : " mailbox")}",
                copy,
                offset => isRegister ? OfRegister(copy, offset) : OfMailbox(copy, offset));
        if (isRegister && from == 0)
        {
            _request = null;
        }
        return read;
    }

    private static ComparableCommand Of(string subject, LoggedCommand copy, Func<int, uint> word) => new(
        subject,
        [
            ("by event", copy.ByEvent ? "1" : "0"),
            .. copy.Input!.Keys.Order().Where(offset => word(offset) != 0).Select(offset => (Invariant($"{offset:x}"), Invariant($"{word(offset):x}"))),
        ]);

    /// <summary>A parameter that is the address of a page says that there is one.</summary>
    private static uint OfRegister(LoggedCommand copy, int offset)
    {
        int parameter = offset & ~(sizeof(ulong) - 1);
        uint low = copy.Word(parameter + sizeof(uint));
        bool isPage = parameter is InputParameter or OutputParameter && low != 0 && (low & PageOffset) == 0;
        return !isPage ? copy.Word(offset) : offset == parameter ? 0u : 1;
    }

    private static uint OfMailbox(LoggedCommand copy, int offset) =>
        HasTranslations(copy) && offset >= FirstTranslation ? 0 : copy.Word(offset);

    /// <summary>Whether it is the mailbox of WRITE_MTT: the first entry is the address of a page. The master's own come without the command's name.</summary>
    private static bool HasTranslations(LoggedCommand copy) =>
        copy.Word(FirstTranslation + sizeof(uint)) is > PageOffset and var entry && (entry & PageOffset) == Present;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
