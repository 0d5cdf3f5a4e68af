using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using static Mlx4.Tests.Chances;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>Generates the stages of a pipeline.</summary>
internal static class RandomStage
{
    /// <summary>Stages that fit each other, numbered from a first one on.</summary>
    public static Gen<ImmutableArray<Stage>> Some(Scope scope, int first, int count) =>
        from stages in Enumerable.Range(first, count).Aggregate(
            Gen.Constant(ImmutableArray<Stage>.Empty),
            (generator, number) => from earlier in generator from stage in One(scope, number, earlier) select earlier.Add(stage))
        from restarting in ForEach(stages, stage => WithRestart(scope, stage, stages))
        from optional in stages.All(stage => stage.Returns == Returns.Nothing) ? Gen.Constant(restarting) : ForEach(restarting, MaybeOptional)
        from all in new Pipeline(null, stages).IsAsync ? ForEach(optional, WithToken) : Gen.Constant(optional)
        select all.ToImmutableArray();

    private static Gen<Stage> One(Scope scope, int number, ImmutableArray<Stage> earlier) =>
        from nested in scope.Depth < 4 ? Maybe(scope.Depth == 1 ? 25 : 30, Nested(scope)) : Gen.Constant<Nested?>(null)
        from loop in WouldBeCopied(nested) ? Gen.Constant<Loop?>(null) : Maybe(35, Loop(nested))
        from stage in nested is { By: not NestedBy.Method } ? Member(number, nested, earlier) : Method(scope, number, nested, earlier)
        from displayName in Chance(10)
        from condition in Maybe(35, Condition)
        select stage with { DisplayName = displayName ? $"stage {number}" : null, ForEach = loop, When = condition };

    private static Gen<Stage> Method(Scope scope, int number, Nested? nested, ImmutableArray<Stage> earlier) =>
        from returns in scope.IsVoid || nested is { Pipeline.Error: null } ? Gen.Constant(Returns.Nothing)
            : nested is not null ? Pick(Returns.Error, Returns.Result, Returns.Result)
            : Pick(Returns.Nothing, Returns.Error, Returns.Error, Returns.Error, Returns.Result)
        from part in Chance(50)
        from form in Form(scope, nested)
        from yields in Chance(50)
        from takes in Parameters
        from cleanup in Maybe(85, Cleanup(scope, nested, earlier))
        select new Stage(number)
        {
            Returns = returns,
            Part = part && returns == Returns.Result ? "Part" : null,
            Form = form,
            Yields = yields && form != Interpreter.Form.Plain,
            Takes = takes,
            Cleanup = cleanup,
            Nested = nested,
        };

    /// <summary>A field or property: everything about it is its pipeline's, but for the place of the cleanup.</summary>
    private static Gen<Stage> Member(int number, Nested nested, ImmutableArray<Stage> earlier)
    {
        Form form = nested.Pipeline.IsAsync ? Interpreter.Form.ValueTask : Interpreter.Form.Plain;
        return from placed in Place(new Cleanup(form), earlier, elsewhere: 50)
               select new Stage(number) { Returns = nested.Pipeline.Error is null ? Returns.Nothing : Returns.Result, Form = form, Cleanup = placed, Nested = nested };
    }

    /// <summary>An object of another type, of which the pipeline can be loaded here.</summary>
    private static Gen<Nested> Nested(Scope scope) =>
        from isVoid in Chance(10)
        from mayBeAsync in Chance(50)
        from host in RandomHost.Within(scope.Depth + 1, scope.Error, scope.IsVoid || isVoid, scope.MayBeAsync && mayBeAsync)
        from how in host.IsStruct ? Pick(NestedBy.Method, NestedBy.Field) : Pick(NestedBy.Method, NestedBy.Field, NestedBy.Property)
        let sameName = host.Pipelines.ToList().FindIndex(pipeline => pipeline.Name == scope.Name)
        let index = sameName >= 0 ? sameName : 0
        select how != NestedBy.Method && (sameName >= 0 || host.Pipelines.Length == 1) && Fits(scope, host.Pipelines[index]) ? new Nested(host, index, how) : new Nested(host);

    private static bool Fits(Scope scope, Pipeline pipeline) => pipeline.Error is null || (!scope.IsVoid && pipeline.Error == scope.Error);

    /// <summary>Whether a method would load a copy if it were given the items of a loop: structures are.</summary>
    private static bool WouldBeCopied(Nested? nested) => nested is { By: NestedBy.Method, Host.IsStruct: true };

    private static Gen<Cleanup> Cleanup(Scope scope, Nested? nested, ImmutableArray<Stage> earlier) =>
        from form in Form(scope, nested)
        from yields in Chance(50)
        from takes in Parameters
        from placed in Place(new Cleanup(form, yields && form != Interpreter.Form.Plain) { Takes = takes }, earlier)
        select placed;

    /// <summary>A cleanup that may run at another time than its stage's.</summary>
    private static Gen<Cleanup> Place(Cleanup cleanup, ImmutableArray<Stage> earlier, int elsewhere = 30)
    {
        int[] places = [.. earlier.Where(stage => !stage.IsTransient).Select(stage => stage.Number)];
        return Gen.Frequency(
            (25, Gen.Constant(cleanup with { Transient = true })),
            (places.Length == 0 ? 0 : elsewhere, places.Length == 0 ? Gen.Constant(cleanup) : Pick(places).Select(at => cleanup with { At = at })),
            (45, Gen.Constant(cleanup)));
    }

    private static Gen<Form> Form(Scope scope, Nested? nested) =>
        nested is { Pipeline.IsAsync: true } ? Pick(Interpreter.Form.Task, Interpreter.Form.ValueTask)
        : scope.MayBeAsync ? Pick(Interpreter.Form.Plain, Interpreter.Form.Plain, Interpreter.Form.Task, Interpreter.Form.ValueTask)
        : Gen.Constant(Interpreter.Form.Plain);

    private static Gen<ImmutableArray<Parameter>> Parameters { get; } = Pick<ImmutableArray<Parameter>>(
        [], [], [], [Parameter.Tag], [Parameter.Size], [Parameter.Tag, Parameter.Size], [Parameter.Size, Parameter.Tag]);

    private static Gen<Condition> Condition { get; } =
        from kind in Pick(Enum.GetValues<ConditionKind>())
        from holds in Chance(80)
        select new Condition(kind, holds);

    private static Gen<Loop> Loop(Nested? nested) => nested is not null
        ? Gen.Choose(1, 2).Select(items => new Loop(LoopKind.Nested, items))
        : from kind in Pick(LoopKind.CountField, LoopKind.CountProperty, LoopKind.Array, LoopKind.List)
          from items in Gen.Choose(0, 3)
          from flipped in Gen.Choose(0, 3)
          select new Loop(kind, items, flipped);

    /// <summary>Lets a stage restart from itself or an earlier one, as often as not so that another stage is kept. A loop cannot, if its items would be left that completed.</summary>
    private static Gen<Stage> WithRestart(Scope scope, Stage stage, ImmutableArray<Stage> stages)
    {
        int[] places = [.. stages.Select(from => from.Number).Where(from => from <= (stage.ForEach is null ? stage.Number : PlaceOf(stage)))];
        int[] keeping = [.. places.Where(from => stages.Any(each => from <= each.Number && each.Number < stage.Number && PlaceOf(each) < from))];
        return places.Length == 0 || stage.Returns == Returns.Nothing
            ? Gen.Constant(stage)
            : from restarts in Chance(45)
              from error in Pick(scope.Error.Failures)
              from place in keeping.Length == 0 ? Pick(places) : Gen.OneOf(Pick(places), Pick(keeping))
              from max in Gen.Choose(1, 3)
              select restarts ? stage with { Restart = new Restart(error, place, max) } : stage;

        int PlaceOf(Stage each) => each.Cleanup?.At is int at ? PlaceOf(stages.Single(earlier => earlier.Number == at)) : each.Number;
    }

    /// <summary>Lets go of a stage's failure. Of a loop, that cannot be told from which of its items it has to be undone.</summary>
    private static Gen<Stage> MaybeOptional(Stage stage) =>
        stage is { ForEach: not null, Cleanup: not null } ? Gen.Constant(stage) : Chance(25).Select(isOptional => stage with { Optional = isOptional });

    /// <summary>Gives parameters for the token to the members of an asynchronous pipeline.</summary>
    private static Gen<Stage> WithToken(Stage stage) => stage.IsMember ? Gen.Constant(stage) :
        from takesToken in Chance(40)
        from cleanupTakesToken in Chance(40)
        select stage with { TakesToken = takesToken, Cleanup = stage.Cleanup is null ? null : stage.Cleanup with { TakesToken = cleanupTakesToken } };
}
