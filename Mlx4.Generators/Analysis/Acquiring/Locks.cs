using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Acquiring;

/// <summary>Tells which calls enter a lock of the framework, and which leave it.</summary>
internal static class Locks
{
    /// <summary>The name of the method that leaves what a call enters; null if it enters nothing.</summary>
    /// <param name="method">What is called.</param>
    /// <param name="isSignal">Whether the call may also wait for a signal, so that it only counts where it is left, too.</param>
    public static string? LeavesWhatEnters(IMethodSymbol method, out bool isSignal)
    {
        isSignal = false;
        if (method.ContainingType is not { ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } type)
        {
            return null;
        }
        isSignal = type.Name is "SemaphoreSlim" or "Semaphore";
        return (type.Name, method.Name) switch
        {
            ("Monitor" or "Lock" or "SpinLock", "Enter" or "TryEnter") => "Exit",
            ("ReaderWriterLockSlim", "EnterReadLock" or "TryEnterReadLock") => "ExitReadLock",
            ("ReaderWriterLockSlim", "EnterWriteLock" or "TryEnterWriteLock") => "ExitWriteLock",
            ("ReaderWriterLockSlim", "EnterUpgradeableReadLock" or "TryEnterUpgradeableReadLock") => "ExitUpgradeableReadLock",
            ("SemaphoreSlim", "Wait" or "WaitAsync") => "Release",
            ("Semaphore", "WaitOne") => "Release",
            ("Mutex", "WaitOne") => "ReleaseMutex",
            ("WaitHandle", "WaitOne") => null,
            _ => null,
        };
    }
}
