namespace Mlx4.Sample.Driver.Commands;

/// <summary>What the driver must know of commands beyond their numbers.</summary>
internal static class OpcodeExtensions
{
    /// <summary>
    /// Whether the command takes something away from the card. On a card that is in the error state, where it cannot be given any more, it
    /// counts as done: the reset has taken everything away (<c>mlx4_internal_err_ret_value</c>).
    /// </summary>
    public static bool IsTeardown(this Opcode opcode) => opcode
        is Opcode.UnmapIcm or Opcode.UnmapIcmAux or Opcode.UnmapFa or Opcode.Hw2SwEq or Opcode.Hw2SwCq or Opcode.Hw2SwSrq or Opcode.Hw2SwMpt
        or Opcode.ToRstQp or Opcode.CloseHca or Opcode.ClosePort or Opcode.FreeRes;

    /// <summary>
    /// Whether the card must not refuse the command: one that does still uses what the driver is about to free, so it is reset
    /// (<c>mlx4_closing_cmd_fatal_error</c>).
    /// </summary>
    public static bool IsClosing(this Opcode opcode) => opcode
        is Opcode.UnmapIcm or Opcode.UnmapIcmAux or Opcode.UnmapFa or Opcode.Hw2SwEq or Opcode.Hw2SwCq or Opcode.Hw2SwSrq or Opcode.Hw2SwMpt
        or Opcode.ToRstQp or Opcode.CloseHca;
}
