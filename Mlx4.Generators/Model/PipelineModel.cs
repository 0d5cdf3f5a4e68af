namespace Mlx4.Generators.Model;

/// <summary>All that is needed to write one pipeline: plain values, equal if the generated text is.</summary>
/// <param name="Host">The type.</param>
/// <param name="Load">The name of the load method.</param>
/// <param name="Unload">The name of the unload method.</param>
/// <param name="Accessibility">The accessibility of both, as keywords.</param>
/// <param name="ErrorType">The error type, fully qualified, or <see langword="null"/> if no stage returns one.</param>
/// <param name="ErrorIsInt">Whether the error type is <see cref="int"/>.</param>
/// <param name="Parameters">The parameters of the load.</param>
/// <param name="UnloadParameters">The parameters of the unload.</param>
/// <param name="Stages">The stages in ascending order.</param>
/// <param name="Hooks">Which hooks the user implements, and which are declared in this pipeline's file.</param>
/// <param name="Hides">Which generated members hide inherited ones.</param>
/// <param name="Broken">Whether declarations are in error, so that the load cannot be what was written.</param>
internal sealed record PipelineModel(
    HostModel Host,
    string Load,
    string Unload,
    string Accessibility,
    string? ErrorType,
    bool ErrorIsInt,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<ParameterModel> UnloadParameters,
    EquatableArray<StageModel> Stages,
    HookModel Hooks,
    HidingModel Hides,
    bool Broken)
{
    /// <summary>The name of the generated file, which another pipeline may have in other case.</summary>
    public string FileName => $"{Host.FileName}.{Load}";
}

/// <summary>A parameter of the load or the unload.</summary>
/// <param name="Name">Its name as code writes it.</param>
/// <param name="Type">Its type, fully qualified.</param>
/// <param name="Modifier"><c>in </c>, <c>params </c> or nothing.</param>
/// <param name="Default">The default value as text after the name, or nothing.</param>
/// <param name="Users">The methods that it is passed to, for the documentation.</param>
internal sealed record ParameterModel(string Name, string Type, string Modifier, string Default, EquatableArray<string> Users);

/// <summary>The partial hooks.</summary>
/// <param name="ObservesEvents">Whether the user implements <c>OnStageEvent</c>.</param>
/// <param name="RefusesStages">Whether the user implements <c>OnStageStarting</c> for this pipeline's error type.</param>
/// <param name="DeclaresEvents">Whether <c>OnStageEvent</c> is declared in this pipeline's file.</param>
/// <param name="DeclaresStarting">Whether <c>OnStageStarting</c> is declared in this pipeline's file.</param>
internal sealed record HookModel(bool ObservesEvents, bool RefusesStages, bool DeclaresEvents, bool DeclaresStarting);

/// <summary>What generated members hide in base types.</summary>
/// <param name="Load">Whether the load needs the modifier <c>new</c>.</param>
/// <param name="Unload">Whether the unload does.</param>
/// <param name="Stages">Whether the table of the stages does.</param>
/// <param name="Private">Whether private members are hidden too, because the type is nested in its base type.</param>
internal sealed record HidingModel(bool Load, bool Unload, bool Stages, bool Private);
