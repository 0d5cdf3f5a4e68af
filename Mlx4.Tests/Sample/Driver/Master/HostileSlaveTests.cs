using System.Buffers.Binary;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Master;
using Mlx4.Tests.Sample.Hca.Functions;
using Mlx4.Tests.Sample.Hca.Hostile;

namespace Mlx4.Tests.Sample.Driver.Master;

/// <summary>A slave that sends anything. The master serves the others all the same, and gets back all that it had.</summary>
public class HostileSlaveTests
{
    private static readonly Opcode[] Opcodes = [.. Enum.GetValues<Opcode>()];

    /// <summary>What it takes again and again, so that there is something that its other commands may meet.</summary>
    private static readonly (ResourceType Type, byte Operation)[] Resources =
    [
        (ResourceType.Cq, TestSlave.ReserveAndMap), (ResourceType.Srq, TestSlave.ReserveAndMap), (ResourceType.Mtt, TestSlave.ReserveAndMap),
        (ResourceType.Mpt, TestSlave.Reserve), (ResourceType.Mpt, TestSlave.MapIcm), (ResourceType.Qp, TestSlave.Reserve),
        (ResourceType.Qp, TestSlave.MapIcm), (ResourceType.Counter, TestSlave.Reserve), (ResourceType.Xrcd, TestSlave.Reserve),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Anything_that_it_sends_harms_nobody_else(ulong seed)
    {
        const int Rounds = 2500;
        MasterMachine machine = MasterMachine.Serving();
        TestSlave good = new TestSlave(machine, 1).Start();
        good.CreateEq();
        string[] held = machine.HeldBySlave(1);
        string cardBefore = Others(machine);
        var random = new Noise(seed);
        var slave = new TestSlave(machine, 2);
        var hostile = new HostileSlave(machine, slave, random);

        for (int round = 0; round < Rounds; round++)
        {
            hostile.Act();
        }

        Assert.False(machine.Device.InternalError);
        Assert.True(hostile.Served > Rounds / 4, $"{hostile.Served} of {Rounds} commands were carried out");
        Assert.Equal(CommandStatus.Ok, good.Execute(Opcode.Nop, modifier: 0x1f, byEvent: true));
        Assert.Equal((0x0a, 0), (good.Eqe(0)[1], good.Eqe(0)[0x1f]));
        Assert.Equal(held, machine.HeldBySlave(1));
        slave.Function.FunctionLevelReset();
        machine.Settle();
        Assert.Empty(machine.HeldBySlave(2));
        Assert.Equal(cardBefore, Others(machine));
        machine.Master.FreeSlaves();
        machine.Unload();
    }

    /// <summary>What the card's ledger has but for the interrupts.</summary>
    private static string Others(MasterMachine machine) => string.Join('\n', machine.Card.Ledger.Entries
        .Where(static entry => !entry.Resource.StartsWith("MSI-X", StringComparison.Ordinal))
        .Select(static entry => $"{entry.Resource} {entry.Id:x}"));

    private sealed class HostileSlave(MasterMachine machine, TestSlave slave, Noise random)
    {
        /// <summary>How many commands the master has given back with a status.</summary>
        public int Served { get; private set; }

        private bool _started;

        public void Act()
        {
            switch (random.Below(40))
            {
                case 0:
                    slave.Function.WritePage(random.Pick(RawSlave.SlaveWrite, RawSlave.SlaveRead, RawSlave.Flags), (uint)random.Next());
                    machine.Settle();
                    _started = false;
                    break;
                case 1:
                    slave.Function.FunctionLevelReset();
                    machine.Settle();
                    slave.Function.WriteConfig16(Mlx4.Sample.Pci.PciConfig.Command, Mlx4.Sample.Pci.PciConfig.CommandMaster);
                    _started = false;
                    break;
                case 2:
                    slave.Send((CommCommand)random.Next(), (uint)random.Next() & 0xffff);
                    _started = false;
                    break;
                default:
                    Command();
                    break;
            }
        }

        private void Command()
        {
            if (!_started)
            {
                slave.Resynchronize();
                slave.Start();
                _started = true;
            }
            Span<byte> input = slave.Input;
            Fill(input);
            if (random.Chance(3))
            {
                (ResourceType type, byte operation) = random.Pick<(ResourceType, byte)>(Resources);
                slave.Put(random.Chance(3) ? Opcode.FreeRes : Opcode.AllocRes, Small(), (uint)type, operation);
            }
            else
            {
                Opcode opcode = random.Chance(20) ? (Opcode)random.Below(0x1000) : random.Pick<Opcode>(Opcodes);
                slave.Put(
                    opcode,
                    random.Chance(8) ? random.Number() : random.Chance(4) ? Small() : slave.In,
                    random.Chance(4) ? (uint)random.Number() : (uint)Small(),
                    (byte)random.Below(random.Chance(4) ? 16 : 3),
                    random.Chance(30) ? random.Number() : slave.Out,
                    random.Chance(3));
            }
            uint? answer = slave.Send(CommCommand.VhcrPost);
            _started = answer == 0;
            Served += _started ? 1 : 0;
        }

        /// <summary>A number that may well be one of something that it has.</summary>
        private ulong Small()
        {
            IReadOnlyList<TrackedResource> some = machine.Master.Tracker.Of(slave.Number, random.Pick<(ResourceType Type, byte)>(Resources).Type);
            ulong number = some.Count > 0 && !random.Chance(4) ? some[random.Below(some.Count)].Id : (ulong)random.Below(16);
            return random.Chance(2) ? number : 1UL << 32 | number;
        }

        /// <summary>Little of everything, at the places where contexts have their fields.</summary>
        private void Fill(Span<byte> input)
        {
            input.Clear();
            for (int count = random.Below(12); count > 0; count--)
            {
                BinaryPrimitives.WriteUInt32BigEndian(input[(random.Below(0x40) * 4)..], random.Chance(2) ? (uint)Small() : (uint)(Small() * 8));
            }
            if (random.Chance(4))
            {
                random.Fill(input[..0x100]);
            }
        }
    }
}
