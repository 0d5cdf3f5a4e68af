using FsCheck;
using FsCheck.Fluent;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using static Mlx4.Tests.Chances;

namespace Mlx4.Tests.Sample.Hca;

/// <summary>Whatever a driver does, the card neither throws nor touches memory that the host does not map.</summary>
public class FuzzTests
{
    private const int VirtualFunctions = 3;

    private static readonly Opcode[] Opcodes = Enum.GetValues<Opcode>();

    /// <summary>Those that hand over a queue.</summary>
    private static readonly Opcode[] VerbsOpcodes = [Opcode.Sw2HwCq, Opcode.ModifyCq, Opcode.Sw2HwSrq, Opcode.Rst2InitQp];

    /// <summary>Numbers of queues and regions that none of the tables reserves.</summary>
    private static readonly uint[] VerbsNumbers = [0x80, 0x101];

    private static readonly Gen<Session> Sessions =
        from sysEqs in Pick(false, false, false, true)
        from stage in Gen.Choose(0, 3)
        from steps in Gen.ArrayOf(AnyStep, 2000)
        select new Session(sysEqs, stage, steps);

    private static Gen<Step> AnyStep { get; } = Gen.Frequency(
        (1, Access(PciRegion.Bar0, 1 << 20)),
        (1, Access(PciRegion.Bar2, 8 << 20)),
        // Near the registers, not in the reset register: a card that is always in reset shows little.
        (1, Pick(RawDriver.MsiXTable, 0x80600u).SelectMany(start => Access(PciRegion.Bar0, 0x900, start))),
        (1, Access(PciRegion.Config, 0x100).Select(access => access with { Do = access.Do + Enable })),
        (1, Doorbell),
        (1, VerbsDoorbell),
        (2, VirtualFunction),
        (3, Command));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_that_a_driver_does_breaks_the_card(ulong seed)
    {
        Session? session = Counterexample.Of(Arb.From(Sessions, each => each.Shorter()), Survives, 20, seed);
        Assert.True(session is null || Survives(session), $"{session}");
    }

    private static bool Survives(Session session)
    {
        RawDriver driver = Start(session);
        foreach (Step step in session.Steps)
        {
            step.Do(driver);
        }
        driver.Function.Reset();
        return driver.Card.Ledger.IsEmpty && driver.ReadConfig16(PciConfig.VendorId) == 0x15b3;
    }

    /// <summary>A card at some point of its bring-up.</summary>
    private static RawDriver Start(Session session)
    {
        var driver = new RawDriver(new ConnectX3Options { FirmwarePages = 16, SysEqs = session.SysEqs, VirtualFunctions = VirtualFunctions });
        foreach (IPciFunction function in driver.Card.VirtualFunctions)
        {
            function.Host = driver.Host;
        }
        if (session.Stage > 0)
        {
            driver.RunFirmware();
        }
        if (session.Stage > 1)
        {
            driver.SetIcmSize();
            driver.MapTables();
        }
        if (session.Stage > 2)
        {
            driver.PutHcaParameters();
            driver.Input[0x87] = (byte)(driver.Card.Options.SysEqs ? 0x1f : 7);
            RawDriver.Ok(driver.ExecuteIn(Opcode.InitHca));
            driver.CreateEq(number: 9, vector: 3);
        }
        return driver;
    }

    private static void Enable(RawDriver driver)
    {
        driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        driver.WriteConfig16(0x44, 0);
    }

    private static Gen<Step> Access(int region, uint size, uint start = 0) =>
        from offset in Gen.Frequency((1, Any64), (49, Gen.Choose(0, (int)size + 7).Select(offset => start + (ulong)offset)))
        from data in Gen.Choose(0, 9).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), length))
        from reads in Chance(50)
        select reads
            ? new Step($"read {data.Length} bytes of region {region} at {offset:x}", driver => driver.Function.Read(region, offset, new byte[data.Length]))
            : new Step($"write {Convert.ToHexString(data)} to region {region} at {offset:x}", driver => driver.Function.Write(region, offset, data));

    private static Gen<Step> Doorbell =>
        from number in Gen.Choose(0, 15)
        from index in Gen.Choose(0, 31)
        from arms in Chance(50)
        select new Step($"doorbell of event queue {number}: {index}, {arms}", driver => driver.EqDoorbell((uint)number, (uint)index, arms));

    /// <summary>Of sends, CQs and BlueFlame, through the page that the queues of this test have.</summary>
    private static Gen<Step> VerbsDoorbell =>
        from place in Pick(0x14u, 0x20u, 0x24u, (4u << 20) + 4)
        from number in Gen.Choose(0, VerbsNumbers.Length - 1)
        from kind in Gen.Choose(0, 3)
        select new Step($"doorbell {place:x} of {VerbsNumbers[number]:x}, {kind}", driver =>
            driver.Write32(place, place == 0x20 ? ((uint)kind << 24) | VerbsNumbers[number] : VerbsNumbers[number] << 8, PciRegion.Bar2));
    /// <summary>SR-IOV comes and goes, and a virtual function is written to; its host lets it at the bus now and then.</summary>
    private static Gen<Step> VirtualFunction =>
        from index in Gen.Choose(0, VirtualFunctions - 1)
        from region in Pick(PciRegion.Bar2, PciRegion.Bar2, PciRegion.Config)
        from offset in region == PciRegion.Config ? Gen.Choose(0, 0x110) : Gen.Choose(0, 0x3100)
        from value in Any64
        from length in Pick(1, 2, 4, 4, 4, 8)
        from control in Gen.Frequency((1, Gen.Choose(0, 0xffff)), (9, Gen.Constant(-1)))
        select new Step($"virtual function {index}: {length} bytes of {value:x} to region {region} at {offset:x}, control {control:x}", driver =>
        {
            IPciFunction function = driver.Card.VirtualFunctions[index];
            if (control >= 0)
            {
                driver.WriteConfig16(0x118, (ushort)(control >> 8));
                driver.WriteConfig16(0x110, (ushort)control);
                function.Write(PciRegion.Config, PciConfig.Command, [4, 0]);
            }
            function.Write(region, (ulong)offset & ~(ulong)(length - 1), BitConverter.GetBytes(value).AsSpan(0, length));
            function.Read(region, (ulong)offset, new byte[length]);
        });

    private static Gen<Step> Command =>
        from opcode in Gen.Frequency((1, Gen.Choose(0, 0xfff).Select(code => (Opcode)code)), (19, Pick(Opcodes)))
        from mailbox in Mailbox(opcode)
        from input in Gen.Frequency<ulong?>(
            (1, Any64.Select(address => (ulong?)address)),
            (1, from table in Pick(RawDriver.Tables) from page in Gen.Choose(0, 69) select (ulong?)(table + ((ulong)page << 12))),
            (1, Any64.Select(address => (ulong?)(address & ~0xfffUL))),
            (5, Gen.Constant<ulong?>(null)))
        from modifier in Gen.Frequency(
            (1, Any64.Select(value => (uint)value)),
            (1, Pick(0u)),
            (1, Pick(64u)),
            (3, Pick(VerbsNumbers)),
            (3, Gen.Choose(0, 15).Select(value => (uint)value)))
        from opcodeModifier in opcode == Opcode.Hw2SwEq ? Pick(1) : opcode == Opcode.ToRstQp ? Pick(2, 3) : Gen.Frequency((1, Gen.Choose(0, 15)), (3, Pick(0)))
        from token in Gen.Choose(0, 0xffff)
        from usesEvents in Chance(50)
        select new Step($"{mailbox.Text}, {opcode} of {input:x} by {modifier:x}, {opcodeModifier}, {token:x}, {usesEvents}", driver =>
        {
            mailbox.Do(driver);
            driver.Post(opcode, input ?? driver.In, modifier, (byte)opcodeModifier, (ushort)token, usesEvents);
        });

    private static Gen<Step> Mailbox(Opcode opcode) =>
        from content in Gen.Frequency((1, Noise), (1, Gen.Constant(new Step("the parameters of the card", driver => driver.PutHcaParameters()))), (2, Pages))
        from queue in opcode == Opcode.Sw2HwEq ? Queue : VerbsOpcodes.Contains(opcode) ? VerbsContext : Gen.Constant(content)
        from bit in Gen.Frequency((1, Gen.Choose(0, (0x200 * 8) - 1)), (1, Gen.Constant(-1)))
        select new Step($"{queue.Text}, bit {bit} flipped", driver =>
        {
            queue.Do(driver);
            if (bit >= 0)
            {
                driver.Input[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        });

    /// <summary>The seed is drawn, not the bytes: there are many of them.</summary>
    private static Gen<Step> Noise => Gen.Choose(0, int.MaxValue - 1).Select(seed => new Step($"noise {seed}", driver =>
    {
#pragma warning disable CA5394 // Noise is no secret.
        new Random(seed).NextBytes(driver.Input);
#pragma warning restore CA5394
    }));

    private static Gen<Step> Pages =>
        from pages in Gen.ArrayOf(
            from at in Any64
            from page in Gen.Choose(0, (16 << 20) - 1)
            select (Virtual: (at % 0x1_2000_0000) & ~0xfffUL, Physical: (TestHost.Base + (ulong)page) & ~0xfffUL),
            16)
        select new Step($"pages {string.Join(", ", pages)}", driver =>
        {
            driver.ClearInput();
            foreach ((int place, (ulong at, ulong page)) in pages.Index())
            {
                driver.Put64(place * 16, at);
                driver.Put64((place * 16) + 8, page);
            }
        });

    private static Gen<Step> Queue =>
        from size in Gen.Choose(0, 11)
        from vector in Gen.Choose(0, 129)
        from table in Pick(0u, 8u)
        select new Step($"event queue of {size}, vector {vector}, table {table}", driver =>
        {
            driver.ClearInput();
            driver.Put32(0x00, 0x900);
            driver.Input[0x0c] = (byte)size;
            driver.Input[0x17] = (byte)vector;
            driver.Put32(0x1c, table);
        });

    /// <summary>A context of a CQ, an SRQ or a QP, whose rings lie in the first pages of the translation table and are full of noise.</summary>
    private static Gen<Step> VerbsContext =>
        from size in Gen.Choose(0, 5)
        from service in Pick(0u, 1u, 3u, 6u, 7u)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Step($"context of {size}, service {service}, ring {seed}", driver =>
        {
#pragma warning disable CA5394 // Noise is no secret.
            new Random(seed).NextBytes(driver.Host.Memory(driver.Ring, TestHost.PageSize));
#pragma warning restore CA5394
            driver.ClearInput();
            driver.Put32(0x08, service << 16);
            driver.Put32(0x0c, (uint)size << 24);
            driver.Put32(0x10, (uint)((size << 3) | 2) << 16 | (uint)((size << 3) | 2) << 8);
            driver.Input[0x17] = 9;
            driver.Put64(0x38, driver.Ring);
            driver.Put32(0x84, VerbsNumbers[0]);
            driver.Put32(0xa4, VerbsNumbers[0]);
            driver.Put64(0xa8, driver.Ring);
        });

    private static Gen<ulong> Any64 => Gen.ArrayOf(Gen.Choose(0, 0xffff), 4).Select(parts => parts.Aggregate(0UL, (value, part) => (value << 16) | (uint)part));

    /// <summary>What a driver does.</summary>
    private sealed record Step(string Text, Action<RawDriver> Do);

    /// <summary>What is done with a card.</summary>
    /// <param name="SysEqs">Whether the card has event queues of the system.</param>
    /// <param name="Stage">How far its bring-up came before.</param>
    /// <param name="Steps">The steps.</param>
    private sealed record Session(bool SysEqs, int Stage, Step[] Steps)
    {
        public IEnumerable<Session> Shorter() => Counterexample.Shorter(Steps).Select(steps => this with { Steps = steps });

        public override string ToString() => $"SysEqs {SysEqs}, stage {Stage}\n{string.Join('\n', Steps.Select(step => step.Text))}";
    }
}
