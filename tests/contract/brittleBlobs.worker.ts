import './brittleScope.ts';
import '../../src/adapters/browser/blobs.worker.ts';
