namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands by which a driver asks how the card is, and what it does not have.</summary>
internal static class HealthCommands
{
    public static void AddTo(Firmware firmware)
    {
        // A card that is not well answers no command at all.
        firmware.Add(Opcode.HwHealthCheck, Firmware.Needs.Firmware, static (ref _) => CommandStatus.Ok);
        // The firmware never asks the driver for anything, so there is nothing to get (status chosen).
        firmware.Add(Opcode.GetOpReq, Firmware.Needs.Hca, static (ref _) => CommandStatus.BadResource, 1 << 0 | 1 << 1, usesInputModifier: true);
        // The card has no memory of its own for its contexts.
        firmware.Add(Opcode.EnableLam, Firmware.Needs.Nothing, static (ref _) => CommandStatus.LamNotPresent);
        firmware.Add(Opcode.DisableLam, Firmware.Needs.Nothing, static (ref _) => CommandStatus.LamNotPresent);
    }
}
