using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>A load or an unload that the user declares as a partial method, for the generator to implement.</summary>
internal static class UserMethods
{
    /// <summary>The declaration, <see langword="null"/> if there is none.</summary>
    public static IMethodSymbol? Find(INamedTypeSymbol type, string name) => type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(IsForUs);

    /// <summary>Whether a member is a partial method that nobody but the generator implements. A member of a constructed type does not know that it is partial.</summary>
    public static bool IsForUs(ISymbol member) =>
        member.OriginalDefinition is IMethodSymbol { IsPartialDefinition: true } method && (method.PartialImplementationPart is null || GeneratedMembers.Is(method.PartialImplementationPart));

    /// <summary>Why a declaration does not fit the pipeline, <see langword="null"/> if it does.</summary>
    /// <param name="method">The declaration.</param>
    /// <param name="returns">The type that it has to return, as generated code writes it.</param>
    /// <param name="union">The parameters that stages and cleanups take.</param>
    /// <param name="conditions">The names that conditions may take from it.</param>
    /// <param name="takesToken">Whether it has to take a cancellation token.</param>
    public static string? WhyNot(IMethodSymbol method, string returns, ParameterUnion union, ISet<string> conditions, bool takesToken)
    {
        bool isStatic = method.IsStatic && !method.ContainingType.IsStatic;
        if (isStatic || method.IsGenericMethod)
        {
            return $"it is {(isStatic ? "static" : "generic")}, which a load cannot be";
        }
        string stated = method.ReturnType.ToDisplayString(Names.TypeFormat);
        if (stated != returns)
        {
            return $"it returns '{method.ReturnType.ToDisplayString()}' and has to return '{returns.Replace("global::", "")}'";
        }
        IParameterSymbol[] parameters = [.. method.Parameters.Where(parameter => !(takesToken && Tokens.Is(parameter)))];
        if (takesToken && method.Parameters.Count(Tokens.Is) != 1)
        {
            return "it has to take one CancellationToken";
        }
        foreach (IParameterSymbol parameter in parameters)
        {
            PipelineParameter? known = union.Parameters.FirstOrDefault(candidate => candidate.Name == parameter.Name);
            if (known is null && !conditions.Contains(parameter.Name))
            {
                string? closest = Spelling.Closest(parameter.Name, union.Parameters.Select(candidate => candidate.Name));
                return $"no stage, cleanup or condition takes its parameter '{parameter.Name}'{(closest is null ? "" : $": did you mean '{closest}'?")}";
            }
            if (known is not null && !(SymbolEqualityComparer.Default.Equals(known.Type, parameter.Type) && Nullability.Converts(parameter.Type, known.Type)))
            {
                return $"its parameter '{parameter.Name}' is '{parameter.Type.ToDisplayString()}', and '{known.FirstUser}' takes it as '{known.Type.ToDisplayString()}'";
            }
            if (!Signature.IsPassable(parameter))
            {
                return $"its parameter '{parameter.Name}' cannot be passed on to stages and cleanups";
            }
        }
        string? missing = union.Parameters.Select(known => known.Name).FirstOrDefault(name => !parameters.Any(parameter => parameter.Name == name));
        return missing is null ? null : $"it lacks the parameter '{missing}', which '{union.Parameters.First(known => known.Name == missing).FirstUser}' takes";
    }

    /// <summary>The declaration as the implementing part repeats it.</summary>
    public static MethodModel ToModel(IMethodSymbol method, bool isAsync)
    {
        IEnumerable<string> modifiers = ((MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax()).Modifiers
            .Select(modifier => modifier.ValueText).Where(modifier => modifier != "partial").Select(modifier => modifier + " ");
        return new MethodModel(
            Names.Escape(method.Name),
            $"{string.Concat(modifiers)}{(isAsync ? "async " : "")}partial ",
            method.ReturnType.ToDisplayString(Names.TypeFormat),
            IsUsers: true,
            method.Parameters.Select(parameter => new ParameterModel(
                Names.Escape(parameter.Name),
                parameter.Type.ToDisplayString(Names.TypeFormat),
                parameter.IsParams ? "params " : Modifier(parameter.RefKind),
                Default: "",
                Users: Enumerable.Empty<string>().ToEquatableArray())).ToEquatableArray());
    }

    private static string Modifier(RefKind kind) => kind switch
    {
        RefKind.In => "in ",
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        _ => "",
    };
}
