using System.Diagnostics.CodeAnalysis;
using Mlx4.Generators.Parsing;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Linux;

namespace Mlx4.Sample.Commands;

/// <summary>The name of a step that can be made to fail: a stage's, or that of a call of Linux's driver.</summary>
internal abstract record StepName
{
    /// <summary>Reads <c>STAGE</c>, <c>PIPELINE.STAGE</c>, <c>fn</c> or <c>fn(arg)</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name.</param>
    /// <param name="problem">What is wrong with the text, and the way out.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out StepName? name, [NotNullWhen(false)] out string? problem)
    {
        (string function, string? argument) = FaultText.Split(text, '(');
        if (LinuxSteps.Calls.Any(call => call.Function == function && (argument is null || MayBe(call, argument))))
        {
            name = new CallName(function, argument?[..^1]);
            problem = null;
            return true;
        }
        (string first, string? second) = FaultText.Split(text, '.');
        StageName asStage = new(second is null ? null : first, second ?? first);
        bool exists = DriverPipelines.All.Any(pipeline => pipeline.Stages.Any(stage => asStage.Matches(pipeline.Name, stage.Name, null)));
        problem = exists ? null
            : LinuxSteps.UndoCalls.Any(call => call.Function == function) ? $"'{text}' undoes something, and that cannot be made to fail; name the step that does it"
            : LinuxSteps.Entered.Contains(function) ? $"'{text}' only makes other calls; name one of them, as --trace linux prints it"
            : $"there is no step '{text}'{Suggest(text)}; the command stages lists them, and --trace linux Linux's names";
        name = exists ? asStage : null;
        return exists;
    }

    /// <summary>Whether a step that is reached has this name.</summary>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="stage">Its stage.</param>
    /// <param name="call">What Linux would call, <see langword="null"/> if that is nothing.</param>
    public abstract bool Matches(string pipeline, string stage, string? call);

    /// <summary>Whether it is a call's: then the call fails, and the stage makes of that what it makes of any failure of the call.</summary>
    public abstract bool IsCall { get; }

    private static bool MayBe(LinuxCall call, string argument) =>
        argument.EndsWith(')') && (call.ArgumentOf is not null || argument[..^1] == call.FixedArgument);

    private static string Suggest(string text)
    {
        const int Most = 3;
        IEnumerable<string> stages = text.Contains('.', StringComparison.Ordinal) && !text.Contains('(', StringComparison.Ordinal)
            ? DriverPipelines.All.SelectMany(pipeline => pipeline.Stages.Select(stage => $"{pipeline.Name}.{stage.Name}"))
            : DriverPipelines.All.SelectMany(pipeline => pipeline.Stages.Select(stage => stage.Name));
        IEnumerable<string> calls = LinuxSteps.Calls.Select(call =>
            text.Contains('(', StringComparison.Ordinal) && call.ArgumentOf is null ? $"{call.Function}({call.FixedArgument})" : call.Function);
        IReadOnlyList<string> close = [.. Spelling.Close(text, [.. stages, .. calls]).Take(Most)];
        return close.Count == 0 ? "" : $", but there is {string.Join(", ", close)}";
    }

    /// <summary>A stage.</summary>
    /// <param name="Pipeline">Its pipeline, <see langword="null"/> for any.</param>
    /// <param name="Stage">Its name.</param>
    private sealed record StageName(string? Pipeline, string Stage) : StepName
    {
        public override bool IsCall => false;

        public override bool Matches(string pipeline, string stage, string? call) => stage == Stage && (Pipeline is null || pipeline == Pipeline);

        public override string ToString() => $"{(Pipeline is null ? "" : Pipeline + ".")}{Stage}";
    }

    /// <summary>A call of Linux's driver.</summary>
    /// <param name="Function">The function.</param>
    /// <param name="Argument">Its argument, <see langword="null"/> for any.</param>
    private sealed record CallName(string Function, string? Argument) : StepName
    {
        public override bool IsCall => true;

        public override bool Matches(string pipeline, string stage, string? call) =>
            Argument is null ? call?.StartsWith(Function + "(", StringComparison.Ordinal) == true : call == $"{Function}({Argument})";

        public override string ToString() => Argument is null ? Function : $"{Function}({Argument})";
    }
}
