using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Verbs;
using Mlx4.Tests.Sample.Hca.Hostile;
using Mlx4.Tests.Sample.Hca.Verbs;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Functions;

/// <summary>
/// A master that serves its slaves whether or not they have asked: it copies to and from them, sends them events, gives them queues and
/// takes them back. A slave may be reset at any time, so any command for it may be refused; what the master takes back it must get.
/// </summary>
internal sealed class ServingMaster
{
    /// <summary>Where the master sees the first slave's words of the comm channel.</summary>
    private const uint CommWords = 0x7e000 + 8;

    private readonly RawDriver _driver;
    private readonly Slave[] _slaves;
    private readonly Noise _random;
    private readonly HashSet<Step> _done = [];
    private uint _consumer;

    public ServingMaster(RawDriver driver, IEnumerable<RawSlave> slaves, Noise random)
    {
        _driver = driver;
        _slaves = [.. slaves.Select(slave => new Slave(driver, slave))];
        _random = random;
        RawDriver.Ok(driver.Execute(Opcode.ArmCommChannel));
        Assert.All(_slaves, slave => Assert.True(slave.Give()));
    }

    /// <summary>What the master does. Each is done with success sooner or later.</summary>
    internal enum Step
    {
        ReadMemory,
        WriteMemory,
        GenerateEvent,
        Answer,
        Arm,
        ResetDone,
        Nop,
        TakeBackAndGive,
        DisableFunctions,
    }

    /// <summary>What has been done with success.</summary>
    public IReadOnlySet<Step> Done => _done;

    public void Act(Action<string> says)
    {
        Slave slave = _random.Pick<Slave>(_slaves);
        Step step = _random.Chance(256) ? Step.DisableFunctions : (Step)_random.Below((int)Step.DisableFunctions);
        says($"{step} for VF {slave.Function.Number}");
        if (Do(step, slave))
        {
            _done.Add(step);
        }
    }

    private bool Do(Step step, Slave slave)
    {
        uint number = (uint)slave.Function.Number;
        switch (step)
        {
            case Step.ReadMemory:
                return _driver.Execute(Opcode.AccessMem, slave.Function.Ring | number, 0x100, output: _driver.Out) == CommandStatus.Ok;
            case Step.WriteMemory:
                return _driver.Execute(Opcode.AccessMem, _driver.Out, 0x1000, output: slave.Spare | number) == CommandStatus.Ok;
            case Step.GenerateEvent:
                return _driver.GenerateEvent(slave.Function, 0x0a) == CommandStatus.Ok;
            case Step.Answer:
                uint words = CommWords + ((number - 1) * 8);
                _driver.Write32(words + 4, _driver.Read32(words));
                return true;
            case Step.Arm:
                return _driver.Execute(Opcode.ArmCommChannel) == CommandStatus.Ok;
            case Step.ResetDone:
                return _driver.Execute(Opcode.InformFlrDone, modifier: number) == CommandStatus.Ok;
            case Step.Nop:
                _driver.PostByEvent(Opcode.Nop);
                return HandleEvents();
            case Step.TakeBackAndGive:
                slave.TakeBack();
                return slave.Give();
            default:
                Array.ForEach(_slaves, each => each.TakeBack());
                _driver.DisableVfs();
                _driver.EnableVfs(2);
                return true;
        }
    }

    /// <summary>Reads the events that have come, so that the queue does not overflow, and arms it.</summary>
    private bool HandleEvents()
    {
        const uint Entries = 1 << RawDriver.LogEqEntries;
        for (uint most = Entries; most > 0 && (_driver.Eqe((int)(_consumer % Entries))[0x1f] & 0x80) == (_consumer & Entries) << 4; most--)
        {
            _consumer++;
        }
        _driver.EqDoorbell(RawDriver.Eq, _consumer & 0xff_ffff, arm: true);
        return true;
    }

    /// <summary>What the master has for a slave: an EQ, a region, a CQ and a QP with something to send.</summary>
    private sealed class Slave
    {
        private readonly RawDriver _master;
        private readonly VerbsDriver _verbs;
        private readonly Gift[] _gifts;
        private readonly Stack<Gift> _given = new();

        public Slave(RawDriver master, RawSlave function)
        {
            _master = master;
            Function = function;
            Spare = function.Host.Allocate(1);
            uint number = (uint)function.Number;
            _verbs = new VerbsDriver(master, function);
            _verbs.PutRegion(Region + number);
            Gift region = new(Opcode.Sw2HwMpt, Opcode.Hw2SwMpt, Region + number, 1, master.Input.ToArray());
            _verbs.PutCq();
            Gift cq = new(Opcode.Sw2HwCq, Opcode.Hw2SwCq, Cq + number, 1, master.Input.ToArray());
            _verbs.PutQp(ServiceType.Raw, sendCq: cq.Number, receiveCq: cq.Number);
            Gift qp = new(Opcode.Rst2InitQp, Opcode.ToRstQp, Qp + number, 2, master.Input.ToArray());
            for (uint index = 0; index < 8; index++)
            {
                _verbs.PutSend(index, key: region.Number << 8);
            }
            _gifts = [region, cq, qp];
        }

        public RawSlave Function { get; }

        /// <summary>A page of the slave's memory that nothing else is in.</summary>
        public ulong Spare { get; }

        /// <summary>Gives the slave all it needs, as far as its host lets the card at its memory.</summary>
        /// <returns>Whether it has all.</returns>
        public bool Give()
        {
            if (_master.CreateEqFor(Function) != CommandStatus.Ok)
            {
                return false;
            }
            _given.Push(new Gift(Opcode.Sw2HwEq, Opcode.Hw2SwEq, Sriov.SlaveEq, 1, []));
            foreach (Gift gift in _gifts)
            {
                gift.Mailbox.CopyTo(_master.Input);
                if (_verbs.Give(gift.Give, gift.Number) != CommandStatus.Ok)
                {
                    return false;
                }
                _given.Push(gift);
            }
            _verbs.MakeReady(_gifts[^1].Number);
            return true;
        }

        /// <summary>Takes all back that the slave was given, which cannot fail.</summary>
        public void TakeBack()
        {
            while (_given.TryPop(out Gift? gift))
            {
                RawDriver.Ok(_master.Execute(gift.TakeBack, (uint)Function.Number, gift.Number, gift.Modifier));
            }
        }

        /// <summary>Something that is handed to the card, and how it comes back.</summary>
        private sealed record Gift(Opcode Give, Opcode TakeBack, uint Number, byte Modifier, byte[] Mailbox);
    }
}
