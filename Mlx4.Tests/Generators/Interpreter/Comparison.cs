using FsCheck.Fluent;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What the interpreter predicts for a trial, and what the generated code did, if it compiles.</summary>
internal sealed record Comparison(Trial Trial, string? Complaint, IReadOnlyList<string> Predicted, IReadOnlyList<string> Happened)
{
    public bool Agrees => Complaint is null && Predicted.SequenceEqual(Happened);

    /// <summary>
    /// The smallest trial that FsCheck finds to differ in the same way: that the two agree is a property of the one value that is this
    /// trial, and <see cref="Smaller"/> is how FsCheck shrinks it.
    /// </summary>
    public Comparison Minimize()
    {
        Trial? smallest = Counterexample.Of(Arb.From(Gen.Constant(Trial), Smaller.Than), trial => !DiffersLikeThis(trial.Compare()), count: 1, seed: 1);
        return smallest?.Compare() ?? this;
    }

    private bool DiffersLikeThis(Comparison other) => !other.Agrees && other.Complaint is null == Complaint is null;

    public override string ToString()
    {
        int same = Predicted.Zip(Happened).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{HostSource.Of(Trial.Host, "Nic")}\nThe plan: {Trial.Plan}\n\n"
            + (Complaint is null ? $"Predicted:\n{Marked(Predicted)}\nHappened:\n{Marked(Happened)}" : $"It does not compile: {Complaint}");

        string Marked(IEnumerable<string> log) => string.Concat(log.Select((line, index) => $"{(index == same ? "> " : "  ")}{line}\n"));
    }
}
