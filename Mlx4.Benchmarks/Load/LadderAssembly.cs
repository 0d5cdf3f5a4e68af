using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mlx4.Benchmarks.Load.Peers;
using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>
/// All contenders for one shape, compiled. Each race loads the code anew: the runtime learns from what a method has done so far, and each outcome
/// is to be learned for itself.
/// </summary>
internal sealed class LadderAssembly
{
    private readonly Compilation _compilation;
    private readonly byte[] _image;

    private LadderAssembly(IReadOnlyList<Peer> peers, Compilation compilation)
    {
        Peers = peers;
        _compilation = compilation;
        _image = Emit(compilation);
    }

    /// <summary>All contenders in C#, in the order of the tables.</summary>
    public static IReadOnlyList<Peer> All { get; } =
        [GotoPeer.Peer, GotoPeer.Guarded, GeneratedPeer.Peer, NestedTryPeer.Peer, DelegateTablePeer.Peer, ActionStackPeer.Peer, GeneratedAsyncPeer.Peer, AsyncStackPeer.Peer];

    /// <summary>Those that are in the assembly.</summary>
    public IReadOnlyList<Peer> Peers { get; }

    /// <summary>
    /// Whether the compiler makes the same methods of it, instruction for instruction, when the generated code does not declare hooks. What the runtime compiles is these instructions.
    /// </summary>
    public bool HooksLeaveNothing
    {
        get
        {
            Compilation bare = _compilation;
            foreach (SyntaxTree tree in _compilation.SyntaxTrees)
            {
                SyntaxNode root = tree.GetRoot();
                IEnumerable<SyntaxNode> hooks = root.DescendantNodes().Where(static node => node is MethodDeclarationSyntax { Identifier.ValueText: "OnStageEvent" or "OnStageStarting" });
                bare = bare.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(root.RemoveNodes(hooks, SyntaxRemoveOptions.KeepNoTrivia)!, tree.Options));
            }
            return bare.GetSymbolsWithName("OnStageEvent").Any()
                ? throw new InvalidOperationException("The hooks are still there.")
                : _compilation.GetSymbolsWithName("OnStageEvent").Any() && MethodsOf(_image).SequenceEqual(MethodsOf(Emit(bare)));
        }
    }

    /// <summary>Writes and compiles the contenders.</summary>
    public static LadderAssembly Compile(Shape shape)
    {
        Peer[] peers = [.. All.Where(peer => !shape.IsWatched || peer.CanBeWatched)];
        return new LadderAssembly(peers, Sources.WithGenerated(Sources.Compile(peers.Select(peer => LadderSource.Of(peer, shape)))));
    }

    /// <summary>Loads the code, as if for the first time.</summary>
    /// <returns>A ladder for each contender that is asked for.</returns>
    public IEnumerable<Ladder> Load(IEnumerable<Peer> peers)
    {
        Assembly assembly = Assembly.Load(_image);
        return peers.Select(peer => new Ladder(peer, Activator.CreateInstance(assembly.GetType($"{LadderSource.Namespace}.{peer.Class}", throwOnError: true)!)!));
    }

    /// <summary>The instructions of each method but those that make the tables of stages: the types that they make an array of are numbered anew.</summary>
    private static List<string> MethodsOf(byte[] image)
    {
        using PEReader file = new(new MemoryStream(image));
        MetadataReader reader = file.GetMetadataReader();
        return
        [
            .. reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(method => !reader.StringComparer.Equals(method.Name, ".cctor")).Select(method =>
                $"{reader.GetString(method.Name)}: {(method.RelativeVirtualAddress == 0 ? "" : Convert.ToHexString(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!))}"),
        ];
    }

    private static byte[] Emit(Compilation compilation)
    {
        MemoryStream image = new();
        Sources.ThrowOnError(compilation.Emit(image).Diagnostics);
        return image.ToArray();
    }
}
