// 37. net: dsa: microchip: the mapping of the interrupt that cannot be requested is not disposed
// Source: 99c8c16a4aad (CVE-2026-43372), ksz_ptp_irq_setup in drivers/net/dsa/microchip/ksz_ptp.c
// Class: F
//
// For each kind of message an interrupt is mapped and then requested. When requesting fails, the interrupts before it are released,
// but the mapping that has just been made is not.

using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed class MessageInterrupt(string name, int hardwareNumber)
{
    public string Name { get; } = name;
    public int HardwareNumber { get; } = hardwareNumber;
    public int Number { get; set; }
}

internal interface IInterruptDomain
{
    int CreateMapping(int hardwareNumber);
    void DisposeMapping(int number);
    Errno RequestThreaded(int number, string name);
    void FreeThreaded(int number);
}

internal sealed partial class PtpInterrupts(IInterruptDomain domain)
{
    private List<MessageInterrupt> Messages { get; } =
    [
        new("pdresp-msg", 0),
        new("xdreq-msg", 1),
        new("sync-msg", 2),
    ];

    [InitStage(10, Cleanup = nameof(ReleaseMessage), ForEach = nameof(Messages))]
    private Errno SetupMessage(MessageInterrupt message, string port)
    {
        message.Number = domain.CreateMapping(message.HardwareNumber);
        Errno err = domain.RequestThreaded(message.Number, $"{port}-{message.Name}");
        if (err != Errno.Ok)
        {
            return err; // MLX4018 'Number'
        }

        return Errno.Ok;
    }

    private void ReleaseMessage(MessageInterrupt message)
    {
        domain.FreeThreaded(message.Number);
        domain.DisposeMapping(message.Number);
    }
}
