using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca.Hostile;
using Mlx4.Tests.Sample.Hca.Verbs;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>A slave's driver that does what it may in no order, and is reset in the middle of it.</summary>
internal sealed class RestlessSlave(RawSlave slave, Noise random)
{
    private const uint Doorbells = VerbsDriver.Page << 12;

    public void Act(Action<string> says)
    {
        switch (random.Below(64))
        {
            case 0:
                says("function-level reset");
                slave.FunctionLevelReset();
                WakeUp();
                break;
            case 1:
                says("reset by the bus");
                slave.Function.Reset();
                WakeUp();
                break;
            case 2:
                says("request of a reset");
                slave.WritePage(RawSlave.Flags, (uint)random.Below(2) << 16);
                break;
            case < 8:
                says("bus mastering");
                slave.WriteConfig16(PciConfig.Command, (ushort)random.Pick(0, PciConfig.CommandMaster, PciConfig.CommandMaster));
                break;
            case < 14:
                says("MSI-X");
                slave.WriteLittle32(0x2000 + ((uint)random.Below(4) * 16) + 12, (uint)random.Below(2), PciRegion.Bar2);
                break;
            case < 26:
                says("comm channel");
                slave.WritePage(random.Pick(RawSlave.SlaveWrite, RawSlave.SlaveRead), (uint)random.Next());
                break;
            case < 32:
                says("reads");
                slave.ReadPage((uint)random.Below(4) * 4);
                break;
            case < 42:
                says("EQ doorbell");
                slave.EqDoorbell(Sriov.SlaveEq, (uint)random.Below(16), arm: random.Chance(2));
                break;
            case < 52:
                says("CQ doorbell");
                slave.WritePage(Doorbells + 0x20, (2u << 24) | (VerbsDriver.Cq + (uint)slave.Number));
                slave.WritePage(Doorbells + 0x24, (uint)random.Below(16));
                break;
            default:
                says("send doorbell");
                slave.WritePage(Doorbells + 0x14, (VerbsDriver.Qp + (uint)slave.Number) << 8);
                break;
        }
    }

    private void WakeUp()
    {
        slave.WriteConfig16(PciConfig.Command, PciConfig.CommandMaster);
        slave.EnableMsiX(0);
    }
}
