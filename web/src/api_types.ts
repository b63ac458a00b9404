// The JSON of API v1 by short names. The types are made of the OpenAPI document that tocd prints: web/openapi_types.mjs.
// Integers with _ns pass 2^53 and lose digits in JavaScript: the page shows the ISO texts.
import type {answers, schemas} from '../generated/openapi.ts';

export type FileInfo = schemas['File'];
export type DirectoryInfo = schemas['Directory'];
export type Share = schemas['Share'];
export type Scan = schemas['Scan'];
export type ScanWithErrors = schemas['ScanWithErrors'];
export type ScanError = schemas['ScanError'];
export type Progress = schemas['Progress'];
export type ScanEvent = schemas['ScanEvent'];
export type ChangeEvent = schemas['ChangeEvent'];
export type Level = schemas['Level'];
export type HeldRemovals = schemas['HeldRemovals'];
export type Totals = schemas['Total'];
export type TopRow = schemas['Top'];
export type Top = schemas['Tops'];

// What every answer from the catalogue says of itself.
export interface Freshness {
    as_of: string | null;
    complete: boolean;
}

export type FilesAnswer = answers['GET /api/v1/files'];
export type FileAnswer = answers['GET /api/v1/files/{id}'];
export type DirectoryAnswer = answers['GET /api/v1/directories/{id}'];
export type HistoryAnswer = answers['GET /api/v1/files/{id}/history'];
export type Change = schemas['Change'];
export type FacetsAnswer = answers['GET /api/v1/facets'];
export type Facet = FacetsAnswer['facets'][number];
export type FacetValue = Facet['values'][number];
export type DatasetsAnswer = answers['GET /api/v1/datasets'];
export type Dataset = DatasetsAnswer['datasets'][number];
export type DirectoriesAnswer = Extract<answers['GET /api/v1/directories'], {ancestors: unknown}>;  // of a path, not of a query
export type SharesAnswer = answers['GET /api/v1/shares'];
export type ListingsAnswer = answers['GET /api/v1/shares/{name}/listings'];
export type StandoutsAnswer = answers['GET /api/v1/shares/{name}/directories'];
export type ScansAnswer = answers['GET /api/v1/scans'];
export type ScanAnswer = answers['GET /api/v1/scans/{id}'];
export type StatsAnswer = answers['GET /api/v1/stats'];
