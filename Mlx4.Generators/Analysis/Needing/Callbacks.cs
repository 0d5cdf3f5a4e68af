using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Mlx4.Generators.Analysis.Paths;

namespace Mlx4.Generators.Analysis.Needing;

/// <summary>The functions that a stage hands out or starts.</summary>
internal static class Callbacks
{
    /// <summary>The functions that a stage hands out to be called when something goes: their name, or the parameter that takes them, says so.</summary>
    public static IEnumerable<FunctionValue> OfRelease(FlowStage stage)
    {
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        foreach (PathEvent happened in stage.Paths.Paths.SelectMany(path => path.Events).Where(HandsFunctionOut))
        {
            IEnumerable<(FunctionValue Function, string Taker)> handedOut = happened switch
            {
                CallEvent { IsFollowed: false } call => HandedOut(call.Method, call.Arguments),
                CreateEvent { Operation: IObjectCreationOperation { Constructor: IMethodSymbol constructor } } create => HandedOut(constructor, create.Arguments),
                StoreEvent { New: FunctionValue function, Place: { IsOwn: false, Member: ISymbol member } } => [(function, member.Name)],
                SubscribeEvent { Adds: true, Handler: FunctionValue handler } subscription => [(handler, subscription.Event.Name)],
                _ => [],
            };
            foreach ((FunctionValue function, string taker) in handedOut)
            {
                if ((SaysRelease(taker) || (function.Lambda is null && SaysRelease(function.Method.Name))) && seen.Add(function.Method))
                {
                    yield return function;
                }
            }
        }
    }

    private static bool HandsFunctionOut(PathEvent happened) => happened switch
    {
        CallEvent { IsFollowed: false } call => call.Arguments.Any(static argument => argument is FunctionValue),
        CreateEvent create => create.Arguments.Any(static argument => argument is FunctionValue),
        StoreEvent store => store.New is FunctionValue,
        SubscribeEvent subscription => subscription.Handler is FunctionValue,
        _ => false,
    };

    /// <summary>The functions that a path starts to run at once, beside it.</summary>
    public static IEnumerable<(FunctionValue Function, PathEvent Start)> Started(ExecutedPath path)
    {
        Dictionary<Value, FunctionValue> made = [];
        foreach (PathEvent happened in path.Events)
        {
            switch (happened)
            {
                case CreateEvent create when create.Arguments.FirstOrDefault() is FunctionValue function:
                    if (IsThreading(create.Type, "Timer"))
                    {
                        made[create.Created] = function;
                        if (create.Arguments.Length > 2 && IsNow(create.Arguments[2]))
                        {
                            yield return (function, happened);
                        }
                    }
                    else if (IsThreading(create.Type, "Thread"))
                    {
                        made[create.Created] = function;
                    }
                    break;
                case CallEvent { Receiver: FunctionValue task, Method.Name: "Start" }:
                    yield return (task, happened);
                    break;
                case CallEvent { Receiver: Value receiver } call when made.TryGetValue(receiver, out FunctionValue? begun)
                    && (call.Method.Name is "Start" or "UnsafeStart" || (call.Method.Name == "Change" && IsNow(call.Arguments[0]))):
                    yield return (begun, happened);
                    break;
                case CallEvent { Method: { Name: "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "Task" or "TaskFactory" or "ThreadPool" } } call
                    when call.Arguments.FirstOrDefault() is FunctionValue started:
                    yield return (started, happened);
                    break;
                default:
                    break;
            }
        }
    }

    private static IEnumerable<(FunctionValue Function, string Taker)> HandedOut(IMethodSymbol method, IReadOnlyList<Value> arguments)
    {
        for (int i = 0; i < arguments.Count && i < method.Parameters.Length; i++)
        {
            if (arguments[i] is FunctionValue function)
            {
                yield return (function, method.Parameters[i].Name);
            }
        }
    }

    private static bool SaysRelease(string name) =>
        Array.Exists(["release", "dispose", "destroy", "free", "destructor", "finalizer"], word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsNow(Value due) => Facts.None.IsDefault(due) is true
        || due is HeldValue { Place: { Base: TypeValue, Member: { Name: "Zero", ContainingType.Name: "TimeSpan" } } };

    private static bool IsThreading(ITypeSymbol type, string name) => type.Name == name && type.ContainingNamespace is { Name: "Threading", ContainingNamespace.Name: "System" };
}
