using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Model;

namespace Mlx4.Generators.Parsing;

/// <summary>The union, by name, of the parameters of stages and cleanups, in order of first appearance.</summary>
/// <param name="pipeline">The load or unload that they become parameters of.</param>
/// <param name="isAsync">Whether that is asynchronous: tokens are then its own, and nothing is passed by reference.</param>
/// <param name="reporter">Takes what is wrong.</param>
internal sealed class ParameterUnion(string pipeline, bool isAsync, Reporter reporter)
{
    private readonly List<PipelineParameter> _parameters = [];

    public IReadOnlyList<PipelineParameter> Parameters => _parameters;

    /// <summary>Whether there is a parameter of the name.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Adds the parameters of a stage or a cleanup.</summary>
    /// <returns>Whether all of them agree with those that are there.</returns>
    public bool Add(Callee callee)
    {
        bool agrees = true;
        foreach (IParameterSymbol parameter in callee.Parameters)
        {
            if (!Signature.IsPassable(parameter) || (isAsync && Tokens.Is(parameter)))
            {
                continue;
            }
            PipelineParameter? known = Find(parameter.Name);
            if (known is null)
            {
                _parameters.Add(new PipelineParameter(parameter, callee.User));
            }
            else if (known.Tighten(parameter.Type))
            {
                known.Merge(parameter, callee.User);
            }
            else
            {
                agrees = false;
                if (Unfinished.Is(known.Type) || Unfinished.Is(parameter.Type))
                {
                    continue;
                }
                reporter.OnName(DiagnosticDescriptors.ParameterConflict, callee.ReportOn ?? parameter, parameter.Name, callee.User,
                    parameter.Type.ToDisplayString(), known.FirstUser, known.Type.ToDisplayString(), pipeline);
            }
        }
        return agrees;
    }

    /// <summary>Makes the parameters as strict about null as those of another union.</summary>
    public void Tighten(ParameterUnion other)
    {
        foreach (PipelineParameter parameter in _parameters)
        {
            if (other.Find(parameter.Name) is PipelineParameter known)
            {
                parameter.Tighten(known.Type);
            }
        }
    }

    /// <summary>Adds a parameter that the user's own declaration has for a condition.</summary>
    public void AddOwn(IParameterSymbol parameter, IMethodSymbol method) => _parameters.Add(new PipelineParameter(parameter, method.Name));

    /// <summary>The parameters as the emitter needs them. A default value stays where only trailing parameters have one.</summary>
    public EquatableArray<ParameterModel> ToModel()
    {
        ImmutableArray<ParameterModel>.Builder models = ImmutableArray.CreateBuilder<ParameterModel>(_parameters.Count);
        int trailing = _parameters.Count;
        while (trailing > 0 && (IsOptional(_parameters[trailing - 1]) || IsParams(trailing - 1)))
        {
            trailing--;
        }
        for (int i = 0; i < _parameters.Count; i++)
        {
            PipelineParameter parameter = _parameters[i];
            bool isParams = IsParams(i);
            bool isOptional = !isParams && i >= trailing;
            string defaultValue = isOptional ? DefaultValues.Text(parameter.First) : "";
            string type = Unfinished.Is(parameter.Type) ? Unfinished.Replacement : parameter.Type.ToDisplayString(Names.TypeFormat);
            models.Add(new ParameterModel(
                Names.Escape(parameter.Name),
                isOptional && DefaultValues.NeedsNullable(parameter.First) ? type + "?" : type,
                isParams ? "params " : parameter.IsIn && !isAsync ? "in " : "",
                defaultValue,
                parameter.Users.ToEquatableArray()));
        }
        return new EquatableArray<ParameterModel>(models.MoveToImmutable());
    }

    private PipelineParameter? Find(string name)
    {
        foreach (PipelineParameter parameter in _parameters)
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }
        return null;
    }

    private static bool IsOptional(PipelineParameter parameter) =>
        parameter is { First: { HasExplicitDefaultValue: true, RefKind: RefKind.None }, Declarations: 1 };

    /// <summary>Whether the parameter takes any number of arguments: only the last one can.</summary>
    private bool IsParams(int index) => !isAsync && index == _parameters.Count - 1 && _parameters[index] is { First.IsParams: true, Declarations: 1 };
}
