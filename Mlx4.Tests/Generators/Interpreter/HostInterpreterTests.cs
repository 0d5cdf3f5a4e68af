namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>The interpreter against the rulings, written out by hand: what concerns types with several pipelines, parameters, and fields that are stages.</summary>
public class HostInterpreterTests
{
    private const long NoMemory = 12;

    private static readonly PipelineName Port = PipelineName.All[1];

    [Fact]
    public void A_pipeline_can_be_loaded_in_a_stage_of_another_and_fails_alone()
    {
        new Trial(
            new Host([new Pipeline(ErrorType.Errno, [new Stage(1), new Stage(2)]), new Pipeline(ErrorType.Int, [new Stage(11), new Stage(12)]) { Name = Port }], Observes: true),
            new Plan(
                [Operation.Load, new Operation(OperationKind.Load, 1), Operation.Unload, new Operation(OperationKind.Load, 1)],
                [new Act("nic.S2", 1, ActKind.Load, 1), new Act("nic.S12", 1, ActKind.Answer, -1), new Act("nic.S12", 2, ActKind.Load, 1)]))
            .AssertLogs("""
            nic tells Starting S1
            nic.S1
            nic tells Completed S1
            nic tells Starting S2
            nic.S2
            nic tells Starting S11 of LoadPort
            nic.S11
            nic tells Completed S11 of LoadPort
            nic tells Starting S12 of LoadPort
            nic.S12
            nic tells Failed S12 of LoadPort: -1
            nic tells CleaningUp S11 of LoadPort
            nic.U11
            nic tells CleanedUp S11 of LoadPort
            nic load 1: S12: -1
            nic tells Completed S2
            nic load: ok
            nic tells Starting S11 of LoadPort
            nic.S11
            nic tells Completed S11 of LoadPort
            nic tells Starting S12 of LoadPort
            nic.S12
            nic load 1: InvalidOperationException 1
            nic tells Completed S12 of LoadPort
            nic load 1: ok
            nic tells CleaningUp S2
            nic.U2
            nic tells CleanedUp S2
            nic tells CleaningUp S1
            nic.U1
            nic tells CleanedUp S1
            nic unload: done
            nic load 1: InvalidOperationException 2
            """);
    }

    [Fact]
    public void Parameters_are_joined_by_name_and_a_load_keeps_its_own_while_another_runs()
    {
        Stage first = new(1) { Takes = [Parameter.Size], Cleanup = new Cleanup { Takes = [Parameter.Tag] } };
        Stage second = new(2) { Takes = [Parameter.Tag, Parameter.Size], When = new Condition(ConditionKind.Parameter) };
        Stage port = new(11) { Returns = Returns.Nothing, Takes = [Parameter.Tag] };
        Pipeline declared = new(ErrorType.Errno, [first, second]) { Load = new Declaration("private", IsReversed: true) };
        new Trial(
            new Host([declared, new Pipeline(null, [port]) { Name = Port }]) { Kind = HostKind.RecordStruct, Placement = Placement.Generic },
            new Plan([Operation.Load, Operation.Unload, new Operation(OperationKind.LoadWithoutFlag)], [new Act("nic.S1", 1, ActKind.Load, 1)]))
            .AssertLogs("""
            nic.S1 with size 100
            nic.S11 with tag t2
            nic load 1: done
            nic.S2 with tag t1, size 100
            nic load: ok
            nic.U2
            nic.U1 with tag t3
            nic unload: done
            nic.S1 with size 400
            nic load: ok
            """);
    }

    [Fact]
    public void A_field_is_loaded_and_unloaded_and_named_by_the_path()
    {
        Host part = new([new Pipeline(ErrorType.Errno, [new Stage(1) { Takes = [Parameter.Tag] }, new Stage(2) { Cleanup = new Cleanup { Takes = [Parameter.Size] } }])]) { Kind = HostKind.Struct };
        Stage parts = new(1) { Returns = Returns.Result, Nested = new Nested(part, 0, NestedBy.Field), ForEach = new Loop(LoopKind.Nested, 2) };
        new Trial(
            new Host([new Pipeline(ErrorType.Errno, [parts, new Stage(2)])], Observes: true),
            new Plan([Operation.Load, Operation.Load, Operation.Unload], [new Act("nic/S1[1].S2", 1, ActKind.Answer, NoMemory)]))
            .AssertLogs("""
            nic tells Starting S1[0]
            nic/S1[0].S1 with tag t1
            nic/S1[0].S2
            nic tells Completed S1[0]
            nic tells Starting S1[1]
            nic/S1[1].S1 with tag t1
            nic/S1[1].S2
            nic/S1[1].U1
            nic tells Failed S1[1]: ENOMEM
            nic tells CleaningUp S1[0]
            nic/S1[0].U2 with size 100
            nic/S1[0].U1
            nic tells CleanedUp S1[0]
            nic load: S1/S2: ENOMEM
            nic tells Starting S1[0]
            nic/S1[0].S1 with tag t2
            nic/S1[0].S2
            nic tells Completed S1[0]
            nic tells Starting S1[1]
            nic/S1[1].S1 with tag t2
            nic/S1[1].S2
            nic tells Completed S1[1]
            nic tells Starting S2
            nic.S2
            nic tells Completed S2
            nic load: ok
            nic tells CleaningUp S2
            nic.U2
            nic tells CleanedUp S2
            nic tells CleaningUp S1[1]
            nic/S1[1].U2 with size 300
            nic/S1[1].U1
            nic tells CleanedUp S1[1]
            nic tells CleaningUp S1[0]
            nic/S1[0].U2 with size 300
            nic/S1[0].U1
            nic tells CleanedUp S1[0]
            nic unload: done
            """);
    }
}
