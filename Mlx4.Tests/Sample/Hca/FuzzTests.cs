using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>Whatever a driver does, the card neither throws nor touches memory that the host does not map.</summary>
public class FuzzTests
{
    private static readonly Opcode[] Opcodes = Enum.GetValues<Opcode>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_that_a_driver_does_breaks_the_card(ulong seed)
    {
        var dice = new Dice(seed);
        for (int round = 0; round < 20; round++)
        {
            RawDriver driver = Start(dice);
            for (int i = 0; i < 2000; i++)
            {
                Step(driver, dice);
            }
            driver.Function.Reset();
            Assert.True(driver.Card.Ledger.IsEmpty, driver.Card.Ledger.ToString());
            Assert.Equal(0x15b3, driver.ReadConfig16(PciConfig.VendorId));
        }
    }

    /// <summary>A card at some point of its bring-up.</summary>
    private static RawDriver Start(Dice dice)
    {
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 16, SysEqs = dice.Next(4) == 0 });
        int stage = dice.Next(4);
        if (stage > 0)
        {
            driver.RunFirmware();
        }
        if (stage > 1)
        {
            driver.SetIcmSize();
            driver.MapTables();
        }
        if (stage > 2)
        {
            driver.PutHcaParameters();
            driver.Input[0x87] = (byte)(driver.Card.Options.SysEqs ? 0x1f : 7);
            RawDriver.Ok(driver.ExecuteIn(Opcode.InitHca));
            driver.CreateEq(number: 9, vector: 3);
        }
        return driver;
    }

    private static void Step(RawDriver driver, Dice dice)
    {
        switch (dice.Next(8))
        {
            case 0:
                Access(driver, dice, PciRegion.Bar0, 1 << 20);
                break;
            case 1:
                Access(driver, dice, PciRegion.Bar2, 8 << 20);
                break;
            case 2:
                // Near the registers, not in the reset register: a card that is always in reset shows little.
                Access(driver, dice, PciRegion.Bar0, 0x900, dice.Next(2) == 0 ? RawDriver.MsiXTable : 0x80600u);
                break;
            case 3:
                Access(driver, dice, PciRegion.Config, 0x100);
                driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
                driver.WriteConfig16(0x44, 0);
                break;
            case 4:
                driver.EqDoorbell((uint)dice.Next(16), (uint)dice.Next(32), dice.Next(2) == 0);
                break;
            default:
                Command(driver, dice);
                break;
        }
    }

    private static void Access(RawDriver driver, Dice dice, int region, uint size, uint from = 0)
    {
        Span<byte> data = stackalloc byte[dice.Next(10)];
        ulong offset = dice.Next(50) == 0 ? dice.Next64() : from + (ulong)dice.Next((int)size + 8);
        dice.Fill(data);
        if (dice.Next(2) == 0)
        {
            driver.Function.Read(region, offset, data);
        }
        else
        {
            driver.Function.Write(region, offset, data);
        }
    }

    private static void Command(RawDriver driver, Dice dice)
    {
        Opcode opcode = dice.Next(20) == 0 ? (Opcode)dice.Next(0x1000) : Opcodes[dice.Next(Opcodes.Length)];
        PutMailbox(driver, dice, opcode);
        ulong input = dice.Next(8) switch
        {
            0 => dice.Next64(),
            1 => RawDriver.Tables[dice.Next(RawDriver.Tables.Length)] + ((ulong)dice.Next(70) << 12),
            2 => dice.Next64() & ~0xfffUL,
            _ => driver.In,
        };
        uint modifier = dice.Next(6) switch { 0 => (uint)dice.Next64(), 1 => 0, 2 => 64, _ => (uint)dice.Next(16) };
        byte opcodeModifier = (byte)(opcode == Opcode.Hw2SwEq ? 1 : dice.Next(4) == 0 ? dice.Next(16) : 0);
        driver.Post(opcode, input, modifier, opcodeModifier, (ushort)dice.Next64(), dice.Next(2) == 0);
    }

    private static void PutMailbox(RawDriver driver, Dice dice, Opcode opcode)
    {
        switch (dice.Next(4))
        {
            case 0:
                dice.Fill(driver.Input);
                break;
            case 1:
                driver.PutHcaParameters();
                break;
            default:
                driver.ClearInput();
                for (int i = 0; i < 16; i++)
                {
                    driver.Put64(i * 16, (dice.Next64() % 0x1_2000_0000) & ~0xfffUL);
                    driver.Put64((i * 16) + 8, (TestHost.Base + (ulong)dice.Next(16 << 20)) & ~0xfffUL);
                }
                break;
        }
        if (opcode == Opcode.Sw2HwEq)
        {
            driver.ClearInput();
            driver.Put32(0x00, 0x900);
            driver.Input[0x0c] = (byte)dice.Next(12);
            driver.Input[0x17] = (byte)dice.Next(130);
            driver.Put32(0x1c, (uint)dice.Next(2) * 8);
        }
        if (dice.Next(2) == 0)
        {
            driver.Input[dice.Next(0x200)] ^= (byte)(1 << dice.Next(8));
        }
    }
}
