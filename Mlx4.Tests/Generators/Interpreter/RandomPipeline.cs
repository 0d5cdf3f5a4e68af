
namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// Throws dice for a pipeline. Not FsCheck, which checks one value after the other: here a hundred pipelines have to share a
/// compilation, and only what fails is worth compiling again to make it smaller.
/// </summary>
internal sealed class RandomPipeline
{
    private readonly Dice _dice;
    private readonly ErrorType _error;

    private RandomPipeline(Dice dice)
    {
        _dice = dice;
        _error = Pick(ErrorType.Errno, ErrorType.Errno, ErrorType.Int, ErrorType.Wide);
    }

    /// <summary>A pipeline, the same for the same dice.</summary>
    public static Pipeline Throw(Dice dice)
    {
        RandomPipeline random = new(dice);
        return random.Pipeline(depth: 1, isVoid: random.Chance(10), mayBeAsync: random.Chance(50));
    }

    private Pipeline Pipeline(int depth, bool isVoid, bool mayBeAsync)
    {
        List<Stage> stages = [];
        int count = 1 + _dice.Next(depth == 1 ? 7 : 4);
        for (int number = 1; number <= count; number++)
        {
            stages.Add(Stage(number, depth, isVoid, mayBeAsync, stages));
        }
        for (int i = 0; i < count; i++)
        {
            if (stages[i].Returns != Returns.Nothing && Chance(35))
            {
                stages[i] = stages[i] with { Restart = Restart(stages[i], stages) };
            }
        }
        bool returnsErrors = stages.Any(stage => stage.Returns != Returns.Nothing);
        Pipeline pipeline = new(returnsErrors ? _error : null, [.. stages], Observes: Chance(60), Refuses: returnsErrors && Chance(40));
        return pipeline.IsAsync
            ? pipeline with { Stages = [.. pipeline.Stages.Select(WithTokens)] }
            : pipeline;
    }

    private Stage Stage(int number, int depth, bool isVoid, bool mayBeAsync, List<Stage> earlier)
    {
        Pipeline? nested = depth < 4 && Chance(depth == 1 ? 20 : 30) ? Pipeline(depth + 1, isVoid || Chance(10), mayBeAsync && Chance(50)) : null;
        Returns returns = isVoid || nested is { Error: null } ? Returns.Nothing
            : nested is not null ? Pick(Returns.Error, Returns.Result, Returns.Result)
            : Pick(Returns.Nothing, Returns.Error, Returns.Error, Returns.Error, Returns.Result);
        Form form = Form(nested, mayBeAsync);
        return new Stage(number)
        {
            DisplayName = Chance(10) ? $"stage {number}" : null,
            Returns = returns,
            Part = returns == Returns.Result && Chance(50) ? "Part" : null,
            Form = form,
            Yields = form != Interpreter.Form.Plain && Chance(50),
            When = Chance(35) ? new Condition(Pick(Enum.GetValues<ConditionKind>()), Holds: Chance(80)) : null,
            ForEach = Loop(nested),
            Cleanup = Chance(85) ? Cleanup(nested, mayBeAsync, earlier) : null,
            Nested = nested,
        };
    }

    private Cleanup Cleanup(Pipeline? nested, bool mayBeAsync, List<Stage> earlier)
    {
        Form form = Form(nested, mayBeAsync);
        bool transient = Chance(25);
        Stage[] places = [.. earlier.Where(stage => !stage.IsTransient)];
        return new Cleanup(
            form,
            Yields: form != Interpreter.Form.Plain && Chance(50),
            Transient: transient,
            At: !transient && places.Length > 0 && Chance(25) ? Pick(places).Number : null);
    }

    private Form Form(Pipeline? nested, bool mayBeAsync) =>
        nested is { IsAsync: true } ? Pick(Interpreter.Form.Task, Interpreter.Form.ValueTask)
        : mayBeAsync ? Pick(Interpreter.Form.Plain, Interpreter.Form.Plain, Interpreter.Form.Task, Interpreter.Form.ValueTask)
        : Interpreter.Form.Plain;

    private Loop? Loop(Pipeline? nested) =>
        !Chance(35) ? null
        : nested is not null ? new Loop(LoopKind.Nested, 1 + _dice.Next(2))
        : new Loop(Pick(LoopKind.CountField, LoopKind.CountProperty, LoopKind.Array, LoopKind.List), _dice.Next(4), _dice.Next(4));

    /// <summary>A restart from the stage itself or an earlier one, if there is one from which no cleanup would be torn off its place.</summary>
    private Restart? Restart(Stage stage, List<Stage> stages)
    {
        int[] places = [.. stages.Select(from => from.Number).Where(from => from <= stage.Number && stages.All(each =>
            each.Cleanup?.At is not int at || IsRewound(each.Number, from) == IsRewound(at, from)))];
        return places.Length == 0 ? null : new Restart(Pick(_error.Failures.AsSpan()), Pick(places), 1 + _dice.Next(3));

        bool IsRewound(int number, int from) => from <= number && number <= stage.Number;
    }

    /// <summary>Gives parameters for the token to the members of an asynchronous pipeline.</summary>
    private Stage WithTokens(Stage stage) => stage with
    {
        TakesToken = Chance(40),
        Cleanup = stage.Cleanup is null ? null : stage.Cleanup with { TakesToken = Chance(40) },
    };

    private bool Chance(int percent) => _dice.Next(100) < percent;

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_dice.Next(choices.Length)];
}
