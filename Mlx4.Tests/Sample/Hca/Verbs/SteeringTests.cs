using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using static Mlx4.Tests.Sample.Hca.Verbs.VerbsDriver;

namespace Mlx4.Tests.Sample.Hca.Verbs;

/// <summary>Multicast groups, which the driver chains by itself, and flow rules, which the card keeps.</summary>
public class SteeringTests
{
    private readonly VerbsDriver _driver = new();

    [Fact]
    public void A_group_is_empty_until_it_is_written_whatever_the_page_holds()
    {
        Assert.True(_driver.Raw.Card.Icm.TryMemory(RawDriver.McgBase + 0x400, 0x400, out Span<byte> entry));
        entry.Fill(0xee);
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ReadMcg, modifier: 1));
        Assert.Equal(-1, _driver.Raw.Output[..0x400].IndexOfAnyExcept((byte)0));
        _driver.Raw.ClearInput();
        _driver.Raw.Put32(0x04, 1);
        _driver.Raw.Put32(0x20, Qp);
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.WriteMcg, 1));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ReadMcg, modifier: 1));
        Assert.Equal(1u, Get32(_driver.Raw.Output, 0x04));
        Assert.Equal(Qp, Get32(_driver.Raw.Output, 0x20));
        RawDriver.Ok(_driver.Raw.Execute(Opcode.ReadMcg, modifier: 2));
        Assert.Equal(0u, Get32(_driver.Raw.Output, 0x04));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_hash_of_a_GID_is_below_the_number_of_hashes(byte modifier)
    {
        _driver.Raw.Input[..16].Fill(0xff);
        _driver.Raw.Input[15] = 0xa5;
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.MgidHash, opcodeModifier: modifier));
        Assert.Equal(0x05aUL, _driver.Raw.OutputParameter);
        _driver.Raw.Input[14] = 0x0f;
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.MgidHash, opcodeModifier: modifier));
        Assert.Equal(0x05aUL, _driver.Raw.OutputParameter);
        _driver.Raw.Input[14] = 0xf8;
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.MgidHash, opcodeModifier: modifier));
        Assert.Equal(0x75aUL, _driver.Raw.OutputParameter);
    }

    [Fact]
    public void Who_gets_all_packets_is_said_by_port()
    {
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.WriteMcg, 1 << 16, 1));
        RawDriver.Ok(_driver.Raw.ExecuteIn(Opcode.WriteMcg, 2 << 16 | 2, 1));
        Assert.Equal(CommandStatus.BadIndex, _driver.Raw.ExecuteIn(Opcode.WriteMcg, 3 << 16, 1));
        Assert.Equal(CommandStatus.BadIndex, _driver.Raw.ExecuteIn(Opcode.WriteMcg, 1 << 16 | 1, 1));
    }

    [Fact]
    public void Groups_that_cannot_be()
    {
        Assert.Equal(CommandStatus.BadIndex, _driver.Raw.Execute(Opcode.ReadMcg, modifier: 1 << 13));
        Assert.Equal(CommandStatus.BadIndex, _driver.Raw.ExecuteIn(Opcode.WriteMcg, 1 << 13));
        Assert.Equal(CommandStatus.IcmError, _driver.Raw.Execute(Opcode.ReadMcg, modifier: 0x100));
        Assert.Equal(CommandStatus.IcmError, _driver.Raw.ExecuteIn(Opcode.WriteMcg, 0x100));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.WriteMcg, 8));
        Assert.Equal(CommandStatus.BadParam, _driver.Raw.Execute(Opcode.MgidHash, 8));
    }

    /// <summary>Changes the parameters of INIT_HCA so that the card manages flow steering.</summary>
    internal static void PutDeviceManaged(RawDriver raw)
    {
        raw.Put32(0x14, 1 << 6);
        raw.Put64(0x1d0, RawDriver.McgBase);
        raw.Input[0x1e3] = 7;
        raw.Input[0x1eb] = 17;
    }

    [Fact]
    public void A_rule_has_an_id_until_it_is_removed()
    {
        VerbsDriver driver = DeviceManaged();
        ulong first = Attach(driver);
        ulong second = Attach(driver);
        Assert.NotEqual(first, second);
        Assert.True(driver.Ledger.Holds("flow rule", first));
        RawDriver.Ok(driver.Raw.Execute(Opcode.QpFlowSteeringDetach, first));
        Assert.Equal(1UL, driver.Ledger.Total("flow rule"));
        Assert.Equal(CommandStatus.BadIndex, driver.Raw.Execute(Opcode.QpFlowSteeringDetach, first));
    }

    [Fact]
    public void There_are_no_more_rules_than_the_table_holds()
    {
        VerbsDriver driver = DeviceManaged(logRules: 1);
        Attach(driver);
        Attach(driver);
        Assert.Equal(CommandStatus.ExceedLimit, driver.Raw.ExecuteIn(Opcode.QpFlowSteeringAttach, 8));
    }

    [Fact]
    public void Rules_that_cannot_be()
    {
        VerbsDriver driver = DeviceManaged();
        driver.Raw.ClearInput();
        Assert.Equal(CommandStatus.BadIndex, driver.Raw.ExecuteIn(Opcode.QpFlowSteeringAttach, 8));
        Assert.Equal(CommandStatus.BadParam, driver.Raw.ExecuteIn(Opcode.QpFlowSteeringAttach, 3));
        Assert.Equal(CommandStatus.BadParam, driver.Raw.ExecuteIn(Opcode.QpFlowSteeringAttach, 0x401));
        Assert.Equal(CommandStatus.BadParam, driver.Raw.Execute(Opcode.QpFlowSteeringAttach, 8, 8));
        RawDriver.Ok(driver.Raw.Execute(Opcode.FlowSteeringIbUcQpRange, (0x48UL << 32) | 0x50));
        Assert.Equal(CommandStatus.BadParam, driver.Raw.Execute(Opcode.FlowSteeringIbUcQpRange, (0x50UL << 32) | 0x48));
        Assert.Equal(CommandStatus.BadParam, driver.Raw.Execute(Opcode.FlowSteeringIbUcQpRange, 1 << 24));
    }

    [Fact]
    public void There_are_either_groups_or_rules()
    {
        Assert.Equal(CommandStatus.BadSysState, _driver.Raw.ExecuteIn(Opcode.QpFlowSteeringAttach, 8));
        Assert.Equal(CommandStatus.BadSysState, _driver.Raw.Execute(Opcode.FlowSteeringIbUcQpRange));
        Assert.Equal(CommandStatus.BadIndex, DeviceManaged().Raw.Execute(Opcode.ReadMcg, modifier: 1));
    }

    private static VerbsDriver DeviceManaged(byte logRules = 17) => new(new ConnectX3Options { FirmwarePages = 16, FlowSteering = true }, raw =>
    {
        PutDeviceManaged(raw);
        raw.Input[0x1eb] = logRules;
    });

    private static ulong Attach(VerbsDriver driver)
    {
        driver.Raw.ClearInput();
        driver.Raw.Input[7] = 1;
        driver.Raw.Put32(8, Qp);
        RawDriver.Ok(driver.Raw.ExecuteIn(Opcode.QpFlowSteeringAttach, 8));
        return driver.Raw.OutputParameter;
    }
}
