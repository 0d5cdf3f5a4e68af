using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>What the paths of a stage say, taken together, of who owns what: what it gives back somewhere was its own.</summary>
internal sealed class Ownership
{
    private static readonly ImmutableHashSet<string> Telling = ImmutableHashSet.Create(StringComparer.Ordinal, "Debug", "Error", "Info", "Log", "Print", "Report", "Trace", "Warn", "Write");

    private readonly HashSet<(IOperation Created, IOperation Call)> _lent = [];
    private readonly HashSet<Value> _left = [];

    public Ownership(Exploration stage, Undoing undoing)
    {
        foreach (ExecutedPath path in stage.Paths)
        {
            Dictionary<Value, (IOperation Created, List<IOperation> Calls)>? created = null;
            foreach (PathEvent happened in path.Events)
            {
                if (happened is CreateEvent create)
                {
                    (created ??= [])[create.Created] = (create.Operation, []);
                }
                else if (happened is CallEvent { IsFollowed: false } call)
                {
                    See(call, created);
                }
            }
        }
        foreach (Release release in undoing.Calls)
        {
            _left.Add(LockOf(release.By) ?? ConstantValue.Default);
        }
    }

    /// <summary>Whether a call only borrows a new object that it is given: the stage itself gives it back afterwards, on some path.</summary>
    public bool IsLent(IOperation created, IOperation call) => _lent.Contains((created, call));

    /// <summary>Whether a call enters a lock. A semaphore that nothing here releases is waited for as a signal.</summary>
    public bool IsLock(CallEvent call) =>
        Locks.LeavesWhatEnters(call.Method, out bool isSignal) is not null && LockOf(call) is Value entered && (!isSignal || _left.Contains(entered));

    /// <summary>Whether a call leaves the lock that another entered.</summary>
    public static bool Leaves(CallEvent call, CallEvent entered) =>
        call.Method.Name == Locks.LeavesWhatEnters(entered.Method, out _) && Equals(LockOf(call), LockOf(entered));

    /// <summary>The lock of a call that enters or leaves one.</summary>
    public static Value? LockOf(CallEvent call) => call.Receiver ?? (call.Arguments.IsEmpty ? null : call.Arguments[0]);

    /// <summary>What leaves a lock, as text.</summary>
    public static string ReleaseOf(CallEvent entered) => entered.Operation.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } invocation ? ""
        : $"{Texts.Of(access.Expression)}.{Locks.LeavesWhatEnters(entered.Method, out _)}({(entered.Receiver is null && invocation.ArgumentList.Arguments.Count > 0 ? Texts.Of(invocation.ArgumentList.Arguments[0]) : "")})";

    /// <summary>Whether a call is for people only.</summary>
    public static bool IsTold(IMethodSymbol method) => Telling.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private void See(CallEvent call, Dictionary<Value, (IOperation Created, List<IOperation> Calls)>? created)
    {
        if (created is not null)
        {
            Lend(call, created);
        }
        if (call.Method.Name.StartsWith("Release", StringComparison.Ordinal) && LockOf(call) is Value left)
        {
            _left.Add(left);
        }
    }

    private void Lend(CallEvent call, Dictionary<Value, (IOperation Created, List<IOperation> Calls)> created)
    {
        if (call.Receiver is not null && created.TryGetValue(call.Receiver, out (IOperation Created, List<IOperation> Calls) disposed) && Disposables.IsDispose(call.Method))
        {
            _lent.UnionWith(disposed.Calls.Select(lent => (disposed.Created, lent)));
        }
        foreach (Value argument in call.Arguments)
        {
            if (created.TryGetValue(argument, out (IOperation Created, List<IOperation> Calls) given))
            {
                given.Calls.Add(call.Operation);
            }
        }
    }
}
