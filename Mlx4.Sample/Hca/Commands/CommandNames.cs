using System.Globalization;
using System.Text;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>Commands and their statuses as the programmer's reference manual spells them: <c>SW2HW_EQ</c>, <c>BAD_SYS_STATE</c>.</summary>
internal static class CommandNames
{
    private static readonly Dictionary<Opcode, string> OfOpcodes =
        Enum.GetValues<Opcode>().ToDictionary(opcode => opcode, opcode => Spell(opcode.ToString()));

    private static readonly Dictionary<CommandStatus, string> OfStatuses =
        Enum.GetValues<CommandStatus>().ToDictionary(status => status, Spell);

    /// <summary>The commands that the card knows, by name.</summary>
    public static IReadOnlyDictionary<string, Opcode> Opcodes { get; } =
        OfOpcodes.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The statuses, by name.</summary>
    public static IReadOnlyDictionary<string, CommandStatus> Statuses { get; } =
        OfStatuses.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of a command; of one that the card does not know, its number.</summary>
    public static string Name(this Opcode opcode) =>
        OfOpcodes.TryGetValue(opcode, out string? name) ? name : string.Create(CultureInfo.InvariantCulture, $"0x{(ushort)opcode:x3}");

    /// <summary>The name of a status, or its number.</summary>
    public static string Name(this CommandStatus status) =>
        OfStatuses.TryGetValue(status, out string? name) ? name : string.Create(CultureInfo.InvariantCulture, $"0x{(byte)status:x2}");

    private static string Spell(CommandStatus status) => status switch
    {
        CommandStatus.InternalError => "INTERNAL_ERR",
        CommandStatus.BadResourceState => "BAD_RES_STATE",
        CommandStatus.ExceedLimit => "EXCEED_LIM",
        CommandStatus.IcmError => "ICM_ERROR",
        CommandStatus.BadSegmentParam => "BAD_SEG_PARAM",
        CommandStatus.RegionBound => "REG_BOUND",
        CommandStatus.LamNotPresent => "LAM_NOT_PRE",
        CommandStatus.BadPacket => "BAD_PKT",
        CommandStatus.MultiFunctionRequired => "MULTI_FUNC_REQ",
        _ => Spell(status.ToString()),
    };

    /// <summary>Sets an underscore before each capital that follows a small letter: <c>Sw2HwEq</c> is <c>SW2HW_EQ</c>.</summary>
    private static string Spell(string name)
    {
        StringBuilder spelled = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
            {
                spelled.Append('_');
            }
            spelled.Append(char.ToUpperInvariant(name[i]));
        }
        return spelled.ToString();
    }
}
