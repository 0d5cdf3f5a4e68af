namespace Mlx4.Generators.Model;

/// <summary>One stage, all names resolved.</summary>
/// <param name="Order">Its place in the pipeline.</param>
/// <param name="Name">The name of the member that is the stage: a method, or one with a pipeline of its own.</param>
/// <param name="Reference">What documentation calls it by, for the compiler to find.</param>
/// <param name="Method">What is called.</param>
/// <param name="Returns">What the method returns.</param>
/// <param name="DisplayName">The name in results and events.</param>
/// <param name="Cleanup">The method that undoes it, if any.</param>
/// <param name="CleanupReference">What documentation calls that method by; none if it is the unload of a nested pipeline, which is yet to be generated.</param>
/// <param name="NoCleanup">The reason why nothing does, if stated.</param>
/// <param name="When">The condition, if any.</param>
/// <param name="ForEach">The loop, if any.</param>
/// <param name="Restart">Where a certain error goes back to, if it does.</param>
/// <param name="Transient">Whether the stage is undone at the end of the load.</param>
/// <param name="Optional">Whether the load goes on when the stage fails with an error.</param>
/// <param name="CleanupAt">The index of the stage before whose cleanup this one's stands, or -1.</param>
/// <param name="CleanupAtMethod">That stage's method.</param>
/// <param name="CleanupPlace">The index of the stage at whose place in the ladder the cleanup stands in the end: its own, if nothing moves it.</param>
/// <param name="IsKept">Whether a restart that runs it again may leave what it has, since its cleanup stands further down than the restart goes.</param>
internal sealed record StageModel(
    int Order,
    string Name,
    string Reference,
    CallModel Method,
    ReturnShape Returns,
    string DisplayName,
    CallModel? Cleanup,
    string? CleanupReference,
    string? NoCleanup,
    MemberModel? When,
    LoopModel? ForEach,
    RestartModel? Restart,
    bool Transient,
    bool Optional,
    int CleanupAt,
    string? CleanupAtMethod,
    int CleanupPlace,
    bool IsKept);

/// <summary>What a stage's method returns.</summary>
internal enum ReturnShape
{
    /// <summary>Nothing: it fails only by throwing.</summary>
    None,

    /// <summary>The pipeline's error type.</summary>
    Error,

    /// <summary>The result of a nested pipeline.</summary>
    Result,
}

/// <summary>A method to call.</summary>
/// <param name="Name">The method's name as code writes it: with an @ if it is a keyword.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="IsAwaited">Whether it returns a task.</param>
/// <param name="Receiver">The member whose method it is, or whose items' method; none for a method of the host.</param>
/// <param name="Arguments">What it is given, in its own order, without a loop's item.</param>
internal sealed record CallModel(string Name, bool IsStatic, bool IsAwaited, MemberModel? Receiver, EquatableArray<ArgumentModel> Arguments);

/// <summary>An argument: a parameter of the pipeline, passed on, or a cancellation token.</summary>
/// <param name="Name">The parameter's name as code writes it, or the expression for the token.</param>
/// <param name="IsIn">Whether it is taken by <c>in</c>.</param>
internal sealed record ArgumentModel(string Name, bool IsIn);

/// <summary>A constant, field, property, parameterless method or parameter to read.</summary>
/// <param name="Name">Its name as code writes it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="MayBeNull">Whether it is declared nullable; it is dereferenced all the same.</param>
internal sealed record MemberModel(string Name, MemberKind Kind, bool IsStatic, bool MayBeNull = false);

internal enum MemberKind
{
    FieldOrProperty,

    /// <summary>A constant, from which the compiler concludes that code is never reached.</summary>
    Constant,
    Method,
    Parameter,
}

/// <summary>What a stage loops over.</summary>
/// <param name="Source">The field or property.</param>
/// <param name="CountMember"><c>Count</c> or <c>Length</c>; <see langword="null"/> if the source is the count itself.</param>
/// <param name="SourceMayBeNull">Whether the source is declared nullable; it is dereferenced all the same.</param>
/// <param name="ItemMayBeNull">Whether the items are declared nullable; they are passed all the same.</param>
internal sealed record LoopModel(MemberModel Source, string? CountMember, bool SourceMayBeNull, bool ItemMayBeNull);

/// <summary>A restart.</summary>
/// <param name="ErrorText">The error, as an expression.</param>
/// <param name="From">The index of the stage to go back to.</param>
/// <param name="FromMethod">That stage's method.</param>
/// <param name="Most">How often.</param>
internal sealed record RestartModel(string ErrorText, int From, string FromMethod, int Most)
{
    /// <summary>Whether the load comes by a stage again that has not been undone: its cleanup stands below where the ladder ends.</summary>
    /// <param name="restarting">The index of the stage that restarts.</param>
    /// <param name="stage">The index of the stage.</param>
    /// <param name="cleanupPlace">The place of that stage's cleanup.</param>
    public bool Keeps(int restarting, int stage, int cleanupPlace) => cleanupPlace < From && From <= stage && stage < restarting;
}
