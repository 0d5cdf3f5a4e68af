using System.Linq;

namespace Mlx4.Generators.Model;

/// <summary>All that is needed to write one pipeline: plain values, equal if the generated text is.</summary>
/// <param name="Host">The type.</param>
/// <param name="Name">The pipeline's name: that of the load without <c>Async</c>.</param>
/// <param name="Load">How the load is declared.</param>
/// <param name="Unload">How the unload is declared.</param>
/// <param name="IsAsync">Whether a stage or a cleanup is awaited.</param>
/// <param name="Token">The cancellation token of an asynchronous load, else nothing.</param>
/// <param name="ErrorType">The error type, fully qualified, or <see langword="null"/> if no stage returns one.</param>
/// <param name="ErrorIsInt">Whether the error type is <see cref="int"/>.</param>
/// <param name="Parameters">The union of all parameters of stages and cleanups.</param>
/// <param name="Stages">The stages in ascending order.</param>
/// <param name="Hooks">Which hooks the user implements, and which are declared in this pipeline's file.</param>
/// <param name="StagesHide">Whether the table of the stages hides an inherited member.</param>
/// <param name="HidesPrivate">Whether private members are hidden too, because the type is nested in its base type.</param>
/// <param name="Broken">Whether declarations are in error, so that the load cannot be what was written.</param>
internal sealed record PipelineModel(
    HostModel Host,
    string Name,
    MethodModel Load,
    MethodModel Unload,
    bool IsAsync,
    string Token,
    string? ErrorType,
    bool ErrorIsInt,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<StageModel> Stages,
    HookModel Hooks,
    bool StagesHide,
    bool HidesPrivate,
    bool Broken)
{
    /// <summary>The name of the generated file, which another pipeline may have in other case.</summary>
    public string FileName => $"{Host.FileName}.{Name}";
}

/// <summary>How the load or the unload is declared.</summary>
/// <param name="Name">Its name as code writes it.</param>
/// <param name="Modifiers">Its modifiers, with a space after the last one.</param>
/// <param name="Returns">What it returns, fully qualified.</param>
/// <param name="IsUsers">Whether the user declares it, and with it the documentation and the default values.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record MethodModel(string Name, string Modifiers, string Returns, bool IsUsers, EquatableArray<ParameterModel> Parameters)
{
    /// <summary>The accessibility, if not every type of the assembly can call it.</summary>
    public string? Confinement
    {
        get
        {
            string[] modifiers = Modifiers.Split(' ');
            return modifiers.Contains("public") || modifiers.Contains("internal") ? null
                : !modifiers.Contains("protected") ? "private"
                : modifiers.Contains("private") ? "private protected"
                : "protected";
        }
    }
}

/// <summary>A parameter of the load or the unload.</summary>
/// <param name="Name">Its name as code writes it.</param>
/// <param name="Type">Its type, fully qualified.</param>
/// <param name="Modifier"><c>in </c>, <c>params </c> or nothing.</param>
/// <param name="Default">The default value as text after the name, or nothing.</param>
/// <param name="Users">The methods that it is passed to, for the documentation; none for the cancellation token.</param>
internal sealed record ParameterModel(string Name, string Type, string Modifier, string Default, EquatableArray<string> Users);

/// <summary>The partial hooks.</summary>
/// <param name="ObservesEvents">Whether the user implements <c>OnStageEvent</c>.</param>
/// <param name="RefusesStages">Whether the user implements <c>OnStageStarting</c> for this pipeline's error type.</param>
/// <param name="Events">The name of the parameter of <c>OnStageEvent</c>, if that is declared in this pipeline's file.</param>
/// <param name="Starting">The names of the parameters of <c>OnStageStarting</c>, if that is declared in this pipeline's file; else none.</param>
internal sealed record HookModel(bool ObservesEvents, bool RefusesStages, string? Events, EquatableArray<string> Starting);
