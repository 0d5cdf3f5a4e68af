namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>The interpreter itself, against what the rulings say must happen, written out by hand.</summary>
public class InterpreterTests
{
    private const long Busy = 16;
    private const long NoMemory = 12;

    [Fact]
    public void A_failure_undoes_what_completed_in_reverse_and_not_the_stage_itself()
    {
        Check(
            Of(new Stage(1), new Stage(2), new Stage(3)),
            [new Act("nic.S3", 1, ActKind.Answer, NoMemory)],
            [Operation.Load, Operation.Load, Operation.Load, Operation.Unload, Operation.Unload],
            """
            nic.S1
            nic.S2
            nic.S3
            nic.U2
            nic.U1
            nic load: S3: ENOMEM
            nic.S1
            nic.S2
            nic.S3
            nic load: ok
            nic load: InvalidOperationException 1
            nic.U3
            nic.U2
            nic.U1
            nic unload: done
            nic unload: done
            """);
    }

    [Fact]
    public void A_loop_undoes_its_items_and_reads_each_of_them_again()
    {
        Check(
            Of(new Stage(1) { ForEach = new Loop(LoopKind.List, 3) }) with { Observes = true },
            [new Act("nic.S1[2]", 1, ActKind.Answer, NoMemory), new Act("nic.N1[1]", 2, ActKind.Throw)],
            [Operation.Load],
            """
            nic.N1
            nic tells Starting S1[0]
            nic.N1[0]
            nic.S1[0]
            nic tells Completed S1[0]
            nic tells Starting S1[1]
            nic.N1[1]
            nic.S1[1]
            nic tells Completed S1[1]
            nic tells Starting S1[2]
            nic.N1[2]
            nic.S1[2]
            nic tells Failed S1[2]: ENOMEM
            nic tells CleaningUp S1[1]
            nic.N1[1]
            nic tells CleanupFailed S1[1]! FormatException 1 from nic.N1[1] (time 2): Throw
            nic tells CleaningUp S1[0]
            nic.N1[0]
            nic.U1[0]
            nic tells CleanedUp S1[0]
            nic load: UnwindException 2 of S1 with ENOMEM (Errno) [FormatException 1 from nic.N1[1] (time 2): Throw]
            """);
    }

    [Fact]
    public void A_restart_reads_conditions_anew_until_it_is_used_up()
    {
        Check(
            Of(
                new Stage(1),
                new Stage(2) { When = new Condition(ConditionKind.Property) },
                new Stage(3) { Restart = new Restart(Busy, From: 2) }) with
            { Observes = true },
            [new Act("nic.S3", 1, ActKind.Answer, Busy), new Act("nic.C2", 2, ActKind.Answer, 0), new Act("nic.S3", 2, ActKind.Answer, Busy)],
            [Operation.Load],
            """
            nic tells Starting S1
            nic.S1
            nic tells Completed S1
            nic.C2
            nic tells Starting S2
            nic.S2
            nic tells Completed S2
            nic tells Starting S3
            nic.S3
            nic tells Failed S3: EBUSY
            nic tells Restarting S3: EBUSY
            nic tells CleaningUp S2
            nic.U2
            nic tells CleanedUp S2
            nic.C2
            nic tells Skipped S2
            nic tells Starting S3
            nic.S3
            nic tells Failed S3: EBUSY
            nic tells CleaningUp S1
            nic.U1
            nic tells CleanedUp S1
            nic load: S3: EBUSY
            """);
    }

    [Fact]
    public void A_cleanup_that_throws_in_a_rewind_ends_the_load()
    {
        Check(
            Of(new Stage(1), new Stage(2), new Stage(3) { Restart = new Restart(Busy, From: 2, Max: 2) }),
            [new Act("nic.S3", 1, ActKind.Answer, Busy), new Act("nic.U2", 1, ActKind.Throw)],
            [Operation.Load],
            """
            nic.S1
            nic.S2
            nic.S3
            nic.U2
            nic.U1
            nic load: UnwindException 1 of S3 with EBUSY (Errno) [FormatException 2 from nic.U2 (time 1): Throw]
            """);
    }

    [Fact]
    public void A_transient_stage_that_cannot_be_undone_at_the_end_unloads_everything()
    {
        Check(
            Of(
                new Stage(1),
                new Stage(2) { Cleanup = new Cleanup(Transient: true) },
                new Stage(3) { Cleanup = new Cleanup(Transient: true) },
                new Stage(4)),
            [new Act("nic.U3", 1, ActKind.Throw)],
            [Operation.Load, Operation.Load, Operation.Unload],
            """
            nic.S1
            nic.S2
            nic.S3
            nic.S4
            nic.U3
            nic.U2
            nic.U4
            nic.U1
            nic load: UnwindException 1 of nothing with no error () [FormatException 2 from nic.U3 (time 1): Throw]
            nic.S1
            nic.S2
            nic.S3
            nic.S4
            nic.U3
            nic.U2
            nic load: ok
            nic.U4
            nic.U1
            nic unload: done
            """);
    }

    [Fact]
    public void What_stands_at_a_stage_moves_with_it_and_the_later_comes_first()
    {
        Check(
            Of(
                new Stage(1),
                new Stage(2),
                new Stage(3) { Cleanup = new Cleanup(At: 1) },
                new Stage(4) { Cleanup = new Cleanup(At: 1) },
                new Stage(5) { Cleanup = new Cleanup(At: 3) },
                new Stage(6)),
            [],
            [Operation.Load, Operation.Unload],
            """
            nic.S1
            nic.S2
            nic.S3
            nic.S4
            nic.S5
            nic.S6
            nic load: ok
            nic.U6
            nic.U2
            nic.U4
            nic.U5
            nic.U3
            nic.U1
            nic unload: done
            """);
    }

    [Fact]
    public void What_stands_below_a_restart_is_kept_until_another_one_goes_down_to_it()
    {
        Check(
            Of(
                new Stage(1),
                new Stage(2),
                new Stage(3) { Cleanup = new Cleanup(At: 1), When = new Condition(ConditionKind.Property) },
                new Stage(4) { Restart = new Restart(NoMemory, From: 1) },
                new Stage(5) { Restart = new Restart(Busy, From: 2) }) with
            { Observes = true },
            [new Act("nic.S5", 1, ActKind.Answer, Busy), new Act("nic.S4", 2, ActKind.Answer, NoMemory), new Act("nic.C3", 2, ActKind.Answer, 0)],
            [Operation.Load, Operation.Unload],
            """
            nic tells Starting S1
            nic.S1
            nic tells Completed S1
            nic tells Starting S2
            nic.S2
            nic tells Completed S2
            nic.C3
            nic tells Starting S3
            nic.S3
            nic tells Completed S3
            nic tells Starting S4
            nic.S4
            nic tells Completed S4
            nic tells Starting S5
            nic.S5
            nic tells Failed S5: EBUSY
            nic tells Restarting S5: EBUSY
            nic tells CleaningUp S4
            nic.U4
            nic tells CleanedUp S4
            nic tells CleaningUp S2
            nic.U2
            nic tells CleanedUp S2
            nic tells Starting S2
            nic.S2
            nic tells Completed S2
            nic tells Skipped S3
            nic tells Starting S4
            nic.S4
            nic tells Failed S4: ENOMEM
            nic tells Restarting S4: ENOMEM
            nic tells CleaningUp S2
            nic.U2
            nic tells CleanedUp S2
            nic tells CleaningUp S3
            nic.U3
            nic tells CleanedUp S3
            nic tells CleaningUp S1
            nic.U1
            nic tells CleanedUp S1
            nic tells Starting S1
            nic.S1
            nic tells Completed S1
            nic tells Starting S2
            nic.S2
            nic tells Completed S2
            nic.C3
            nic tells Skipped S3
            nic tells Starting S4
            nic.S4
            nic tells Completed S4
            nic tells Starting S5
            nic.S5
            nic tells Completed S5
            nic load: ok
            nic tells CleaningUp S5
            nic.U5
            nic tells CleanedUp S5
            nic tells CleaningUp S4
            nic.U4
            nic tells CleanedUp S4
            nic tells CleaningUp S2
            nic.U2
            nic tells CleanedUp S2
            nic tells CleaningUp S1
            nic.U1
            nic tells CleanedUp S1
            nic unload: done
            """);
    }

    [Fact]
    public void An_optional_stage_is_told_to_have_failed_and_is_not_there()
    {
        Check(
            Of(
                new Stage(1) { Optional = true },
                new Stage(2) { Optional = true, Returns = Returns.Nothing },
                new Stage(3) { Optional = true, Cleanup = null, ForEach = new Loop(LoopKind.CountField, 2) },
                new Stage(4) { Optional = true, Restart = new Restart(Busy, From: 4) },
                new Stage(5)) with
            { Observes = true, Refuses = true },
            [
                new Act("nic.S1", 1, ActKind.Answer, NoMemory), new Act("nic asks S2", 1, ActKind.Answer, NoMemory), new Act("nic.S3[0]", 1, ActKind.Answer, Busy),
                new Act("nic.S4", 1, ActKind.Answer, Busy), new Act("nic.S4", 2, ActKind.Answer, Busy),
                new Act("nic.S1", 2, ActKind.Throw),
            ],
            [Operation.Load, Operation.Unload, Operation.Load],
            """
            nic tells Starting S1
            nic asks S1
            nic.S1
            nic tells Failed S1: ENOMEM
            nic tells Starting S2
            nic asks S2
            nic tells Failed S2: ENOMEM
            nic tells Starting S3[0]
            nic asks S3
            nic.S3[0]
            nic tells Failed S3[0]: EBUSY
            nic tells Starting S3[1]
            nic asks S3
            nic.S3[1]
            nic tells Completed S3[1]
            nic tells Starting S4
            nic asks S4
            nic.S4
            nic tells Failed S4: EBUSY
            nic tells Restarting S4: EBUSY
            nic tells Starting S4
            nic asks S4
            nic.S4
            nic tells Failed S4: EBUSY
            nic tells Starting S5
            nic asks S5
            nic.S5
            nic tells Completed S5
            nic load: ok
            nic tells CleaningUp S5
            nic.U5
            nic tells CleanedUp S5
            nic unload: done
            nic tells Starting S1
            nic asks S1
            nic.S1
            nic tells Failed S1! FormatException 1 from nic.S1 (time 2): Throw
            nic load: FormatException 1 from nic.S1 (time 2): Throw
            """);
    }

    [Fact]
    public void The_token_is_looked_at_before_conditions_and_items_and_cleanups_never_see_it()
    {
        Check(
            Of(
                new Stage(1) { Form = Form.Task, TakesToken = true, Cleanup = new Cleanup(TakesToken: true) },
                new Stage(2) { ForEach = new Loop(LoopKind.CountField, 2), When = new Condition(ConditionKind.Method) },
                new Stage(3) { When = new Condition(ConditionKind.Method) }) with
            { Observes = true },
            [new Act("nic.S2[0]", 1, ActKind.Cancel), new Act("nic.U2[0]", 1, ActKind.Throw), new Act("nic.S2[1]", 1, ActKind.Cancel)],
            [Operation.Load, Operation.Load, new Operation(OperationKind.LoadCancelled)],
            """
            nic tells Starting S1
            nic.S1 with the token
            nic tells Completed S1
            nic.C2
            nic tells Starting S2[0]
            nic.S2[0]
            nic tells Completed S2[0]
            nic tells CleaningUp S2[0]
            nic.U2[0]
            nic tells CleanupFailed S2[0]! FormatException 1 from nic.U2[0] (time 1): Throw
            nic tells CleaningUp S1
            nic.U1 with no token
            nic tells CleanedUp S1
            nic load: UnwindException 2 of S2 with no error () [OperationCanceledException 3; FormatException 1 from nic.U2[0] (time 1): Throw]
            nic tells Starting S1
            nic.S1 with the token
            nic tells Completed S1
            nic.C2
            nic tells Starting S2[0]
            nic.S2[0]
            nic tells Completed S2[0]
            nic tells Starting S2[1]
            nic.S2[1]
            nic tells Completed S2[1]
            nic tells CleaningUp S2[1]
            nic.U2[1]
            nic tells CleanedUp S2[1]
            nic tells CleaningUp S2[0]
            nic.U2[0]
            nic tells CleanedUp S2[0]
            nic tells CleaningUp S1
            nic.U1 with no token
            nic tells CleanedUp S1
            nic load: OperationCanceledException 4
            nic load: OperationCanceledException 5
            """);
    }

    [Fact]
    public void A_nested_failure_is_named_by_its_path_and_a_nested_exception_is_kept_whole()
    {
        Host inner = Of(new Stage(1), new Stage(2));
        Check(
            Of(new Stage(1), new Stage(2) { Returns = Returns.Result, Nested = new Nested(inner) }) with { Observes = true },
            [
                new Act("nic/S2.S2", 1, ActKind.Answer, NoMemory),
                new Act("nic/S2.S2", 2, ActKind.Throw), new Act("nic/S2.U1", 2, ActKind.Throw), new Act("nic.U1", 2, ActKind.Throw),
            ],
            [Operation.Load, Operation.Load],
            """
            nic tells Starting S1
            nic.S1
            nic tells Completed S1
            nic tells Starting S2
            nic.S2
            nic/S2.S1
            nic/S2.S2
            nic/S2.U1
            nic tells Failed S2: ENOMEM
            nic tells CleaningUp S1
            nic.U1
            nic tells CleanedUp S1
            nic load: S2/S2: ENOMEM
            nic tells Starting S1
            nic.S1
            nic tells Completed S1
            nic tells Starting S2
            nic.S2
            nic/S2.S1
            nic/S2.S2
            nic/S2.U1
            nic tells Failed S2! UnwindException 1 of S2 with no error () [FormatException 2 from nic/S2.S2 (time 2): Throw; FormatException 3 from nic/S2.U1 (time 2): Throw]
            nic tells CleaningUp S1
            nic.U1
            nic tells CleanupFailed S1! FormatException 4 from nic.U1 (time 2): Throw
            nic load: UnwindException 5 of S2 with no error () [UnwindException 1 of S2 with no error () [FormatException 2 from nic/S2.S2 (time 2): Throw; FormatException 3 from nic/S2.U1 (time 2): Throw]; FormatException 4 from nic.U1 (time 2): Throw]
            """);
    }

    [Fact]
    public void A_refusal_fails_the_stage_and_calls_from_inside_are_refused()
    {
        Check(
            Of(new Stage(1), new Stage(2) { Returns = Returns.Nothing }) with { Observes = true, Refuses = true },
            [new Act("nic.S1", 1, ActKind.Load), new Act("nic asks S2", 1, ActKind.Answer, NoMemory), new Act("nic.U1", 1, ActKind.Unload)],
            [Operation.Load],
            """
            nic tells Starting S1
            nic asks S1
            nic.S1
            nic load: InvalidOperationException 1
            nic tells Completed S1
            nic tells Starting S2
            nic asks S2
            nic tells Failed S2: ENOMEM
            nic tells CleaningUp S1
            nic.U1
            nic unload: InvalidOperationException 2
            nic tells CleanedUp S1
            nic load: S2: ENOMEM
            """);
    }

    private static Host Of(params Stage[] stages) => new([new Pipeline(ErrorType.Errno, [.. stages])]);

    private static void Check(Host host, Act[] acts, Operation[] script, string log) => new Trial(host, new Plan([.. script], [.. acts])).AssertLogs(log);
}
