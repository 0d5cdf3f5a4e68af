using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>Finds what a stage's <c>When</c> names.</summary>
internal sealed class ConditionBinder(INamedTypeSymbol type, MemberLookup members, Reporter reporter)
{
    /// <summary>Binds the condition of a stage, if it has one.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="parameters">The parameters of the pipeline.</param>
    /// <returns>Whether what is stated can be generated.</returns>
    public bool Bind(Stage stage, IReadOnlyList<PipelineParameter> parameters)
    {
        if (stage.Arguments.When is not string name)
        {
            return true;
        }
        stage.When = Find(name, parameters);
        if (stage.When is not null)
        {
            return true;
        }
        if (members.Value(name) is ISymbol value && Unfinished.Is(value))
        {
            return false;
        }
        (string text, string? closest) = Explain(name, parameters);
        reporter.OnArgument(DiagnosticDescriptors.ConditionNotFound, stage.Arguments.Attribute, nameof(StageArguments.When), new Remedy(closest), stage.DisplayName, text);
        return false;
    }

    private MemberModel? Find(string name, IReadOnlyList<PipelineParameter> parameters)
    {
        if (members.Value(name) is ISymbol value)
        {
            MemberKind kind = value is IFieldSymbol { IsConst: true } ? MemberKind.Constant : MemberKind.FieldOrProperty;
            return IsBool(value) ? new MemberModel(Names.Escape(name), kind, value.IsStatic) : null;
        }
        if (members.Methods(name) is { Count: > 0 } methods)
        {
            IMethodSymbol? method = methods.FirstOrDefault(IsBool);
            return method is null ? null : new MemberModel(Names.Escape(name), MemberKind.Method, method.IsStatic);
        }
        return parameters.Any(parameter => parameter.Name == name && parameter.Type.SpecialType == SpecialType.System_Boolean)
            ? new MemberModel(Names.Escape(name), MemberKind.Parameter, IsStatic: false)
            : null;
    }

    private (string Text, string? Closest) Explain(string name, IReadOnlyList<PipelineParameter> parameters)
    {
        if (members.Exists(name))
        {
            return ($"the condition '{name}' is not a bool field, property or parameterless method", null);
        }
        if (parameters.Any(parameter => parameter.Name == name))
        {
            return ($"the condition '{name}' is a parameter that is not a bool", null);
        }
        string? closest = members.Closest(name, IsBool)
            ?? Spelling.Closest(name, parameters.Where(parameter => parameter.Type.SpecialType == SpecialType.System_Boolean).Select(parameter => parameter.Name));
        string wayOut = closest is null ? "name a bool field, property, parameterless method or parameter" : $"did you mean '{closest}'?";
        return ($"neither '{type.Name}' nor the pipeline's parameters have a condition '{name}': {wayOut}", closest);
    }

    private bool IsBool(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type.SpecialType == SpecialType.System_Boolean,
        IPropertySymbol { IsIndexer: false } property => property.Type.SpecialType == SpecialType.System_Boolean && members.IsReadable(property),
        IMethodSymbol { MethodKind: MethodKind.Ordinary, IsGenericMethod: false, Parameters.IsEmpty: true } method => method.ReturnType.SpecialType == SpecialType.System_Boolean,
        _ => false,
    };
}
