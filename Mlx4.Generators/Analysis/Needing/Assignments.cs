using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>
/// Tells which stages and cleanups of a type assign which of its members. Paths play no part in it: what stands in a stage, or in a method
/// that it calls, may assign at any time after the stage has begun, lambdas included.
/// </summary>
internal sealed class Assignments
{
    private readonly FlowHost _host;
    private readonly Dictionary<ISymbol, MemberAssignments> _members = new(SymbolEqualityComparer.Default);
    private readonly List<BodyAssignments> _inOrder = [];
    private readonly Dictionary<ISymbol, BodyAssignments> _bodies = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ImmutableArray<FlowStage>> _onlyStages = new(SymbolEqualityComparer.Default);
    private readonly Lazy<HashSet<string>> _unseen;

    /// <summary>Looks through all bodies of a type once.</summary>
    public Assignments(FlowHost host)
    {
        _host = host;
        _unseen = new Lazy<HashSet<string>>(() => UnseenCode.AssignedNames(host));
        foreach (IMethodSymbol method in host.Bodies.Methods)
        {
            BodyAssignments body = new(host, method);
            _inOrder.Add(body);
            _bodies[method] = body;
        }
        HashSet<ISymbol> reached = new(SymbolEqualityComparer.Default);
        foreach (FlowStage stage in host.Pipelines.SelectMany(pipeline => pipeline.Stages))
        {
            Note(stage.Method, (member, isGiven) => member.Note(stage, isCleanup: false, isGiven), reached);
            Note(stage.Cleanup, (member, isGiven) => member.Note(stage, isCleanup: true, isGiven), reached);
        }
        NoteOthers(reached);
    }

    /// <summary>The bodies of the type, in its own order.</summary>
    public IReadOnlyList<BodyAssignments> Bodies => _inOrder;

    /// <summary>Who assigns a member.</summary>
    public MemberAssignments Of(ISymbol member) => _members.TryGetValue(member, out MemberAssignments? known) ? known : MemberAssignments.None;

    /// <summary>The stages that put something into a member, if nobody else can: no constructor, initialiser, cleanup or other code.</summary>
    public ImmutableArray<FlowStage> OnlyStages(ISymbol member)
    {
        if (!_onlyStages.TryGetValue(member, out ImmutableArray<FlowStage> stages))
        {
            _onlyStages.Add(member, stages = FindOnlyStages(member));
        }
        return stages;
    }

    private ImmutableArray<FlowStage> FindOnlyStages(ISymbol member)
    {
        MemberAssignments assignments = Of(member);
        return assignments is { InConstructor: false, Elsewhere: false } && assignments.Cleanups.Count == 0 && IsClosed(member) && !IsInitialised(member)
            ? assignments.Stages.OrderBy(stage => stage.Pipeline.Name, StringComparer.Ordinal).ThenBy(stage => stage.Index).ToImmutableArray()
            : ImmutableArray<FlowStage>.Empty;
    }

    /// <summary>Whether all that assigns a member is in the type's own code that is seen here: nobody else may.</summary>
    public bool IsClosed(ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, _host.Type.OriginalDefinition)
        && member switch
        {
            IFieldSymbol field => field.IsReadOnly || (field.DeclaredAccessibility == Accessibility.Private && HasOnlyKnownAttributes(field)),
            IPropertySymbol { IsIndexer: false } property => HasOnlyKnownAttributes(property)
                && property is { IsVirtual: false, IsOverride: false, IsAbstract: false }
                && (property.SetMethod is null || property.DeclaredAccessibility == Accessibility.Private || property.SetMethod.DeclaredAccessibility == Accessibility.Private),
            _ => false,
        }
        && !_unseen.Value.Contains(member.Name);

    /// <summary>Whether a member is there from the beginning: its declaration gives it a value that is not the default.</summary>
    private static bool IsInitialised(ISymbol member) => member.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()).Any(static declaration => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: ExpressionSyntax value } => !IsDefault(value),
        PropertyDeclarationSyntax { Initializer.Value: ExpressionSyntax value } => !IsDefault(value),
        ParameterSyntax => true,
        _ => false,
    });

    private static bool IsDefault(ExpressionSyntax value) => value switch
    {
        PostfixUnaryExpressionSyntax suppressed => IsDefault(suppressed.Operand),
        ParenthesizedExpressionSyntax parenthesized => IsDefault(parenthesized.Expression),
        DefaultExpressionSyntax => true,
        LiteralExpressionSyntax literal => literal.Token.Text is "null" or "default" or "false" or "0",
        _ => false,
    };

    /// <summary>Others may assign what an attribute names for them: a serialiser, a container.</summary>
    private static bool HasOnlyKnownAttributes(ISymbol member) => member.GetAttributes().All(static attribute =>
        attribute.AttributeClass?.ContainingNamespace?.ToDisplayString() is string name
        && (name.StartsWith("System.Diagnostics", StringComparison.Ordinal) || name is "System.Runtime.CompilerServices" or "Mlx4.Runtime" or "System"));

    private void Note(IMethodSymbol? root, Action<MemberAssignments, bool> note, HashSet<ISymbol> reached)
    {
        if (root is null)
        {
            return;
        }
        foreach (BodyAssignments body in Reachable([_host.Bodies.Implementation(root, isVirtual: true)]))
        {
            reached.Add(body.Method);
            NoteAll(body, note);
        }
    }

    /// <summary>Everything that is not only called by stages and cleanups may run at any time.</summary>
    private void NoteOthers(HashSet<ISymbol> reached)
    {
        HashSet<ISymbol> ownStages = new(
            _host.Pipelines.SelectMany(pipeline => pipeline.Stages).SelectMany(stage => new[] { stage.Method, stage.Cleanup }).OfType<IMethodSymbol>()
                .Select(method => _host.Bodies.Implementation(method, isVirtual: true)),
            SymbolEqualityComparer.Default);
        HashSet<ISymbol> handedOut = new(_bodies.Values.SelectMany(body => body.HandedOut), SymbolEqualityComparer.Default);
        IEnumerable<IMethodSymbol> entries = _bodies.Values.Select(body => body.Method)
            .Where(method => handedOut.Contains(method) || (!ownStages.Contains(method) && (!reached.Contains(method) || !IsPrivate(method))));
        foreach (BodyAssignments body in Reachable([.. entries]))
        {
            bool isConstructor = body.Method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor;
            NoteAll(body, (member, _) => member.NoteOther(isConstructor));
        }
    }

    private static bool IsPrivate(IMethodSymbol method) =>
        method is { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet };

    private void NoteAll(BodyAssignments body, Action<MemberAssignments, bool> note)
    {
        foreach ((ISymbol member, bool isGiven) in body.Assigned)
        {
            if (!_members.TryGetValue(member, out MemberAssignments? assignments))
            {
                _members.Add(member, assignments = new MemberAssignments());
            }
            note(assignments, isGiven);
        }
    }

    private IEnumerable<BodyAssignments> Reachable(IReadOnlyList<IMethodSymbol> roots)
    {
        HashSet<ISymbol> seen = new(roots, SymbolEqualityComparer.Default);
        Stack<IMethodSymbol> waiting = new(roots);
        while (waiting.Count > 0)
        {
            if (!_bodies.TryGetValue(waiting.Pop(), out BodyAssignments? body))
            {
                continue;
            }
            yield return body;
            foreach (IMethodSymbol called in body.Called)
            {
                if (seen.Add(called))
                {
                    waiting.Push(called);
                }
            }
        }
    }
}

/// <summary>Who assigns one member.</summary>
internal sealed class MemberAssignments
{
    public static readonly MemberAssignments None = new();

    /// <summary>The stages that put something into it.</summary>
    public HashSet<FlowStage> Stages { get; } = [];

    /// <summary>The stages whose cleanups put something into it, other than the default.</summary>
    public HashSet<FlowStage> Cleanups { get; } = [];

    /// <summary>The stages that assign it, or whose cleanups do, defaults included.</summary>
    public HashSet<FlowStage> Touching { get; } = [];

    /// <summary>Whether a constructor assigns it.</summary>
    public bool InConstructor { get; private set; }

    /// <summary>Whether methods assign it that are no stage and no cleanup.</summary>
    public bool Elsewhere { get; private set; }

    public void Note(FlowStage stage, bool isCleanup, bool isGiven)
    {
        Touching.Add(stage);
        if (isGiven)
        {
            (isCleanup ? Cleanups : Stages).Add(stage);
        }
    }

    public void NoteOther(bool isConstructor)
    {
        InConstructor |= isConstructor;
        Elsewhere |= !isConstructor;
    }
}
