using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.Operations;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Tells what an event gives back.</summary>
internal static class Releases
{
    /// <summary>The values that are not to be used any more after an event, because it disposed, closed, stopped, freed or unmapped them.</summary>
    public static IEnumerable<Value> Of(PathEvent happened)
    {
        if (happened is not CallEvent { IsFollowed: false } call)
        {
            return [];
        }
        if (call.Receiver is not null && IsEnd(call.Method.Name))
        {
            return [call.Receiver];
        }
        if (!Counterparts.IsRelease(call.Method))
        {
            return [];
        }
        IEnumerable<Value> given = call.Arguments.Where(argument => argument is HeldValue or ResultValue or OutValue);
        return given.Any() || call.Receiver is null ? given : [call.Receiver];
    }

    /// <summary>Whether an event waits for a task.</summary>
    public static bool IsAwait(PathEvent happened) => happened is UseEvent { Operation: IAwaitOperation };

    /// <summary>Whether a method of this name ends the object that it is called on, or waits for its end.</summary>
    public static bool IsEnd(string method) => method is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "Stop" or "StopAsync" or "Join" or "Wait";
}
